// The texts that every page has.
import { both, speaker } from './speech.ts'

export const groundSay = speaker({
  skip: both('To the content', 'Zum Inhalt'),
  pages: both('Pages', 'Seiten'),
  sandbox: both('sandbox', 'Sandkasten'),
  signIn: both('Sign in', 'Anmelden'),
  signedIn: both('Signed in', 'Angemeldet'),
  reference: both('API reference', 'API-Referenz'),
  health: both('Health', 'Zustand'),
  copy: both('Copy', 'Kopieren'),
  copied: both('Copied', 'Kopiert'),
  away: both(
    'The connection is gone; nothing is lost. It is tried again.',
    'Die Verbindung ist weg; nichts ist verloren. Es wird wieder versucht.'
  ),
  busy: both('One moment', 'Einen Moment'),
  busyHint: both(
    'There is too much to do just now, and nothing was begun. A page comes again by itself; what you have sent waits one step back, to be sent once more.',
    'Gerade ist zu viel zu tun, und nichts wurde begonnen. Eine Seite kommt von selbst wieder; was du abgeschickt hast, wartet einen Schritt zurück und will noch einmal abgeschickt werden.'
  ),
  oops: both('That did not work', 'Das hat nicht geklappt'),
  csrf: both(
    'For your safety this form is good only on the page that it came with. Open the page anew and send it once more: nothing has happened.',
    'Zu deiner Sicherheit gilt dieses Formular nur auf der Seite, mit der es kam. Öffne sie neu und sende es noch einmal: Es ist nichts passiert.'
  ),
  forbidden: both(
    'The key that you signed in with may not do that.',
    'Der Schlüssel, mit dem du angemeldet bist, darf das nicht.'
  ),
  forbiddenScope: both(
    'The key that you signed in with may not do that. Sign in with one that has the scope {scope}.',
    'Der Schlüssel, mit dem du angemeldet bist, darf das nicht. Melde dich mit einem an, der {scope} darf.'
  ),
  signInFirst: both('Sign in first.', 'Melde dich zuerst an.'),
  tooMany: both('That was too often. Wait a moment.', 'Das war zu oft. Warte einen Moment.'),
  short: both('Not enough sats.', 'Nicht genug Sats.'),
  topUp: both('Top up {amount}', '{amount} aufladen'),
  missing: both('There is nothing here', 'Hier ist nichts'),
  missingHint: both(
    'No page has this address. Perhaps it was mistyped, or it is one for programs.',
    'Keine Seite hat diese Adresse. Vielleicht ist sie vertippt, oder eine für Programme.'
  ),
  home: both('To the catalogue', 'Zum Katalog')
})
