// The texts of the operator's pages.
import { both, speaker } from '../ground/speech.ts'

export const operatorSay = speaker({
  title: both('Operator', 'Betrieb'),
  lead: both('How this gateway stands, at {time}.', 'Wie dieses Gateway steht, um {time}.'),
  runs: both('Outgoing payments run.', 'Ausgehende Zahlungen laufen.'),
  frozen: both(
    'Outgoing payments are frozen since {since}: {reason}',
    'Ausgehende Zahlungen sind seit {since} eingefroren: {reason}'
  ),
  freeze: both('Freeze', 'Einfrieren'),
  thaw: both('Let them go out again', 'Wieder ausgehen lassen'),
  why: both('Why', 'Warum'),
  whyHint: both('Written down for ever, with who did it.', 'Wird für immer festgehalten, mit wem.'),
  whyEmpty: both('Say why.', 'Sag, warum.'),
  sureFreeze: both('Freeze all outgoing payments?', 'Alle ausgehenden Zahlungen einfrieren?'),
  sureThaw: both('Let payments go out again?', 'Zahlungen wieder ausgehen lassen?'),
  doesFreeze: both(
    'No payment and no purchase begins any more, for anybody. What is held waits; what was sent goes on to its end. Deposits still come in.',
    'Keine Zahlung und kein Kauf beginnt mehr, für niemanden. Was vorgemerkt ist, wartet; was gesendet wurde, geht zu Ende. Einzahlungen kommen weiter an.'
  ),
  doesThaw: both(
    'What is held goes out now, and new payments begin again.',
    'Was vorgemerkt ist, geht jetzt hinaus, und neue Zahlungen beginnen wieder.'
  ),
  yesFreeze: both('Yes, freeze', 'Ja, einfrieren'),
  yesThaw: both('Yes, let them go', 'Ja, laufen lassen'),
  no: both('No, back', 'Nein, zurück'),
  by: both('Written down as', 'Festgehalten als'),
  wasFrozen: both('Frozen, and written down.', 'Eingefroren und festgehalten.'),
  wasThawed: both(
    'Payments go out again; it is written down.',
    'Zahlungen laufen wieder; es ist festgehalten.'
  ),
  warnings: both('To look at', 'Zu beachten'),
  allWell: both(
    'Nothing is missing, and there is no warning.',
    'Nichts fehlt, und es gibt keine Warnung.'
  ),
  missing: both('Missing: {what}', 'Es fehlt: {what}'),
  solvency: both('Solvency', 'Deckung'),
  owed: both('Owed to users', 'Den Nutzern geschuldet'),
  canSend: both('Our channels can send', 'Unsere Kanäle können senden'),
  canReceive: both('Our channels can receive', 'Unsere Kanäle können empfangen'),
  elsewhere: both('Held elsewhere (BTCPay and others)', 'Liegt woanders (BTCPay und andere)'),
  difference: both('Node and credits differ by', 'Knoten und Gutschriften weichen ab um'),
  notCompared: both('not compared yet', 'noch nicht verglichen'),
  unknown: both('does not answer', 'antwortet nicht'),
  covered: both(
    'What is owed could be sent at once.',
    'Was geschuldet ist, könnte sofort gesendet werden.'
  ),
  short: both(
    'Not all that is owed could be sent by our channels at once.',
    'Nicht alles Geschuldete könnten unsere Kanäle sofort senden.'
  ),
  audit: both('Check the whole books', 'Die ganzen Bücher prüfen'),
  balanced: both('The books balance.', 'Die Bücher stimmen.'),
  unbalanced: both(
    'The books do not balance. Findings: {count}.',
    'Die Bücher stimmen nicht. Befunde: {count}.'
  ),
  rule: both('Rule', 'Regel'),
  subject: both('Of', 'Bei'),
  detail: both('What', 'Was'),
  holds: both('Holds by age', 'Vormerkungen nach Alter'),
  noHolds: both('Nothing is on its way.', 'Nichts ist unterwegs.'),
  age: both('Age', 'Alter'),
  upTo60: both('up to a minute', 'bis eine Minute'),
  upTo600: both('up to ten minutes', 'bis zehn Minuten'),
  upTo3600: both('up to an hour', 'bis eine Stunde'),
  upTo86400: both('up to a day', 'bis ein Tag'),
  older: both('older', 'älter'),
  count: both('Payments', 'Zahlungen'),
  held: both('Held', 'Vorgemerkt'),
  stuck: both('Stuck payments', 'Hängende Zahlungen'),
  noStuck: both(
    'None is out for more than ten minutes.',
    'Keine ist länger als zehn Minuten unterwegs.'
  ),
  payment: both('Payment', 'Zahlung'),
  amount: both('Amount', 'Betrag'),
  sentAt: both('Sent', 'Gesendet'),
  reply: both('The node’s reply', 'Antwort des Knotens'),
  noReply: both('none', 'keine'),
  evidence: both('Evidence', 'Belege'),
  atNode: both('What the node shows now', 'Was der Knoten jetzt zeigt'),
  resolveHint: both(
    'Only the command line ends it, and only by proof:',
    'Nur die Befehlszeile beendet sie, und nur mit Beweis:'
  ),
  account: both('Account', 'Konto'),
  state: both('State', 'Zustand'),
  payee: both('Payee', 'Empfänger'),
  hash: both('Payment hash', 'Zahlungs-Hash'),
  node: both('Sent by', 'Gesendet von'),
  generation: both('Generation', 'Generation'),
  back: both('Back', 'Zurück'),
  suspense: both('Deposits in suspense', 'Einzahlungen ohne Besitzer'),
  noSuspense: both('Every receipt has its owner.', 'Jeder Eingang hat seinen Besitzer.'),
  receipt: both('Receipt', 'Eingang'),
  label: both('Label', 'Kennzeichen'),
  paidAt: both('Paid', 'Bezahlt'),
  doubtful: both(
    'Deposits that need a look: {count}. The log says why.',
    'Einzahlungen, die einen Blick brauchen: {count}. Das Protokoll sagt, warum.'
  ),
  lost: both(
    'Credited payments that are gone from their chain: {count}.',
    'Gutgeschriebene Zahlungen, die von ihrer Kette verschwunden sind: {count}.'
  ),
  lapps: both('LApps', 'LApps'),
  lapp: both('LApp', 'LApp'),
  rate: both('Delivered', 'Geliefert'),
  latency: both('Median', 'Median'),
  good: both('works', 'läuft'),
  failing: both('often fails', 'scheitert oft'),
  paused: both('paused', 'pausiert'),
  none: both('not known yet', 'noch unbekannt'),
  webhooks: both('Webhooks failing', 'Webhooks mit Fehlern'),
  noWebhooks: both('All webhooks are taken.', 'Alle Webhooks kommen an.'),
  webhook: both('Webhook', 'Webhook'),
  host: both('Where', 'Wohin'),
  since: both('Since', 'Seit'),
  off: both('switched off: {why}', 'abgeschaltet: {why}'),
  tried: both('still tried', 'wird weiter versucht'),
  decisions: both('Decisions', 'Entscheidungen'),
  noDecisions: both('Nothing was decided yet.', 'Noch wurde nichts entschieden.'),
  what: both('What', 'Was'),
  who: both('Who', 'Wer'),
  when: both('When', 'Wann'),
  versions: both('Versions', 'Versionen')
})
