// The texts of the developers' pages.
import { both, speaker } from '../ground/speech.ts'

export const devSay = speaker({
  title: both('Developers', 'Entwickler'),
  lead: both(
    'One API, from a terminal or from your app. Everything here works by the API too.',
    'Eine API, aus dem Terminal oder aus deiner App. Alles hier geht auch über die API.'
  ),
  sections: both('For developers', 'Für Entwickler'),
  keys: both('API keys', 'API-Schlüssel'),
  webhooks: both('Webhooks', 'Webhooks'),
  accounts: both('Sub-accounts', 'Unterkonten'),
  events: both('Events', 'Ereignisse'),
  start: both('Start', 'Anfang'),
  reference: both('The reference', 'Die Referenz'),
  referenceHint: both(
    'Every route with its form, and a guide whose commands work as they stand.',
    'Jede Route mit ihrer Form, und eine Anleitung, deren Befehle so funktionieren, wie sie dastehen.'
  ),
  mcp: both(
    'For an assistant (Model Context Protocol):',
    'Für einen Assistenten (Model Context Protocol):'
  ),
  terminal: both('From a terminal', 'Aus einem Terminal'),
  needsKey: both(
    'Put your key in first; make one under API keys.',
    'Setze zuerst deinen Schlüssel ein; mach einen unter API-Schlüssel.'
  ),
  name: both('Name', 'Name'),
  prefix: both('Begins', 'Beginnt mit'),
  budget: both('Budget', 'Budget'),
  left: both('{left} of {all} left, {period}', '{left} von {all} übrig, {period}'),
  noBudget: both('none: all of the balance', 'keines: das ganze Guthaben'),
  used: both('Last used', 'Zuletzt benutzt'),
  never: both('never', 'nie'),
  made: both('Made', 'Gemacht'),
  account: both('Account', 'Konto'),
  ownAccount: both('your own', 'dein eigenes'),
  makeKey: both('Make a key', 'Einen Schlüssel machen'),
  scopes: both('What it may do', 'Was er darf'),
  budgetSat: both('Budget in sat', 'Budget in sat'),
  budgetHint: both(
    'Counts all that leaves by it, fees included. Empty: none.',
    'Zählt alles, was durch ihn hinausgeht, auch Gebühren. Leer: keines.'
  ),
  period: both('Per', 'Pro'),
  per: both('per {period}', 'pro {period}'),
  day: both('day', 'Tag'),
  week: both('week', 'Woche'),
  month: both('month', 'Monat'),
  total: both('in all', 'insgesamt'),
  maxSat: both('At most, in one payment, in sat', 'Höchstens, in einer Zahlung, in sat'),
  lapps: both('Only from these LApps', 'Nur von diesen LApps'),
  lappsHint: both(
    'Ids with commas between. Empty: all.',
    'Kennungen, mit Komma dazwischen. Leer: alle.'
  ),
  ips: both('Only from these addresses', 'Nur von diesen Adressen'),
  ipsHint: both(
    'Such as 203.0.113.0/24, with commas between. Empty: from anywhere.',
    'Etwa 203.0.113.0/24, mit Komma dazwischen. Leer: von überall.'
  ),
  expires: both('Good until (UTC)', 'Gültig bis (UTC)'),
  noExpiry: both('for ever', 'für immer'),
  once: both(
    'This is shown only now. Copy it and keep it safe.',
    'Das wird nur jetzt gezeigt. Kopiere es und bewahre es sicher auf.'
  ),
  wasShown: both(
    'It was made, and its secret was shown once. Whoever has lost it gives it a new one.',
    'Er ist gemacht, und sein Geheimnis wurde einmal gezeigt. Wer es verloren hat, gibt ihm ein neues.'
  ),
  newKey: both('Your new key', 'Dein neuer Schlüssel'),
  rotate: both('Give it a new secret', 'Ein neues Geheimnis geben'),
  overlap: both('The old one works on for', 'Das alte gilt noch'),
  o0: both('not a moment', 'keinen Moment'),
  o3600: both('an hour', 'eine Stunde'),
  o86400: both('a day', 'einen Tag'),
  o604800: both('a week', 'eine Woche'),
  rotated: both(
    'It has had a new secret meanwhile: look again.',
    'Es hat inzwischen ein neues Geheimnis: Sieh noch einmal nach.'
  ),
  revoke: both('Revoke it', 'Widerrufen'),
  revokeHint: both(
    'It works nowhere after five seconds, and never again.',
    'Nach fünf Sekunden gilt er nirgends mehr, und nie wieder.'
  ),
  none: both('There are none yet.', 'Noch gibt es keine.'),
  next: both('Older ones', 'Ältere'),
  back: both('Back', 'Zurück'),
  badNumber: both('Amounts are whole numbers of sats.', 'Beträge sind ganze Zahlen in sat.'),
  badAddress: both(
    '{what} is no address and no network.',
    '{what} ist keine Adresse und kein Netz.'
  ),
  badDate: both('The day is over, or is none.', 'Der Tag ist vorbei, oder es ist keiner.'),
  noScope: both(
    'Choose at least one thing that it may do.',
    'Wähle mindestens etwas, das er darf.'
  ),
  noName: both('Give it a name.', 'Gib einen Namen an.'),
  url: both('Address', 'Adresse'),
  urlHint: both(
    'Where your app takes a POST, signed by Standard Webhooks.',
    'Wo deine App ein POST annimmt, signiert nach Standard Webhooks.'
  ),
  which: both('What it is told of', 'Wovon er hört'),
  whichHint: both('None chosen: all.', 'Nichts gewählt: alles.'),
  makeWebhook: both('Add a webhook', 'Einen Webhook anlegen'),
  webhook: both('Webhook', 'Webhook'),
  newWebhook: both('Your new webhook', 'Dein neuer Webhook'),
  newSecret: both('Its new secret', 'Sein neues Geheimnis'),
  state: both('State', 'Zustand'),
  enabled: both('works', 'läuft'),
  failing: both('fails', 'scheitert'),
  disabled: both('switched off', 'abgeschaltet'),
  test: both('Send a test event', 'Ein Test-Ereignis senden'),
  remove: both('Remove it', 'Entfernen'),
  deliveries: both('Deliveries', 'Zustellungen'),
  replay: both('Send again', 'Noch einmal senden'),
  event: both('Event', 'Ereignis'),
  tries: both('Tries', 'Versuche'),
  answer: both('Answer', 'Antwort'),
  pending: both('waits', 'wartet'),
  delivered: both('delivered', 'zugestellt'),
  failed: both('failed', 'gescheitert'),
  open: both('Open a sub-account', 'Ein Unterkonto eröffnen'),
  accountsHint: both(
    'For an app that has users of its own: each with a balance of theirs.',
    'Für eine App mit eigenen Nutzern: jeder mit eigenem Guthaben.'
  ),
  externalId: both('Your own id for it', 'Deine eigene Kennung dafür'),
  balance: both('Balance', 'Guthaben'),
  held: both('Held', 'Vorgemerkt'),
  closed: both('closed', 'geschlossen'),
  isOpen: both('open', 'offen'),
  close: both('Close it', 'Schließen'),
  closeHint: both(
    'Its keys are revoked, and what it has goes to you.',
    'Seine Schlüssel werden widerrufen, und was es hat, geht an dich.'
  ),
  eventsHint: both(
    'What happens to your account and its sub-accounts, newest first, as it happens. Your app gets the same by webhooks, or by GET /v1/events.',
    'Was mit deinem Konto und seinen Unterkonten geschieht, das Neueste zuerst, sobald es geschieht. Deine App bekommt dasselbe durch Webhooks oder GET /v1/events.'
  ),
  when: both('When', 'Wann'),
  what: both('What', 'Was'),
  subject: both('Of', 'Bei')
})
