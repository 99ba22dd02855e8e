// The texts of the storefront; those it shares with the bot come from the bot's own table.
import { both, speaker } from '../ground/speech.ts'

export const storeSay = speaker({
  slogan: both('One balance, every Lightning app', 'Ein Guthaben, jede Lightning-App'),
  about: both(
    'Buy from Lightning apps with one balance, or with a single invoice and no account at all.',
    'Kaufe bei Lightning-Apps mit einem Guthaben, oder mit einer einzigen Rechnung und ganz ohne Konto.'
  ),
  catalogue: both('Catalogue', 'Katalog'),
  search: both('Search', 'Suchen'),
  find: both('Find', 'Finden'),
  all: both('All', 'Alle'),
  sorts: both('Categories', 'Kategorien'),
  terminal: both('From a terminal', 'Aus einem Terminal'),
  nothing: both('Nothing fits. Try another word.', 'Nichts passt. Versuche ein anderes Wort.'),
  found: both('{count} found', '{count} gefunden'),
  messaging: both('Messaging', 'Nachrichten'),
  phone: both('Phone', 'Telefon'),
  'gift-cards': both('Gift cards', 'Gutscheine'),
  ai: both('AI', 'KI'),
  internet: both('Internet', 'Internet'),
  swaps: both('Swaps', 'Tauschen'),
  wallets: both('Wallets', 'Wallets'),
  media: both('Media', 'Medien'),
  donations: both('Donations', 'Spenden'),
  tools: both('Tools', 'Werkzeuge'),
  fun: both('Fun', 'Spaß'),
  other: both('Other', 'Anderes'),
  fixed: both('fixed price', 'fester Preis'),
  quoted: both('price by what you want', 'Preis nach Wunsch'),
  chosen: both('you name the price', 'du bestimmst den Preis'),
  tier: both(
    '{tier}: checked by the gateway’s tests',
    '{tier}: von den Tests des Gateways geprüft'
  ),
  good: both('works', 'läuft'),
  failing: both('has trouble', 'hat Probleme'),
  paused: both('paused', 'pausiert'),
  retired: both('retired', 'eingestellt'),
  needs_setup: both('not set up yet', 'noch nicht eingerichtet'),
  unknown: both('no sales yet', 'noch keine Käufe'),
  rate: both('{rate} % delivered', '{rate} % geliefert'),
  cannot: both('This cannot be bought at the moment.', 'Das lässt sich gerade nicht kaufen.'),
  optional: both('optional', 'freiwillig'),
  form: both('What do you want?', 'Was möchtest du?'),
  example: both('Fill in an example', 'Beispiel einfüllen'),
  byBalance: both('See the price', 'Preis ansehen'),
  byInvoice: both('Pay by an invoice', 'Mit einer Rechnung zahlen'),
  byInvoiceHint: both(
    'From any Lightning wallet, without an account.',
    'Aus jeder Lightning-Wallet, ohne Konto.'
  ),
  signIn: both('Sign in to pay from your balance', 'Melde dich an, um vom Guthaben zu zahlen'),
  asking: both('Asking the shop …', 'Der Laden wird gefragt …'),
  priceMost: both('at most {amount} in all', 'insgesamt höchstens {amount}'),
  facts: both('Good to know', 'Gut zu wissen'),
  refund: both('Refund', 'Erstattung'),
  limits: both('Limits', 'Grenzen'),
  from_to: both('{min} to {max}', '{min} bis {max}'),
  homepage: both('Website', 'Webseite'),
  terms: both('Terms', 'Bedingungen'),
  support: both('Support', 'Hilfe'),
  confirm: both('Is this what you want?', 'Ist es das, was du willst?'),
  price: both('Price', 'Preis'),
  surcharge: both('Surcharge', 'Aufschlag'),
  fee: both('Network fee, at most', 'Netzgebühr, höchstens'),
  total: both('In all, at most', 'Insgesamt höchstens'),
  balance: both('Your balance', 'Dein Guthaben'),
  until: both('The price holds until', 'Der Preis gilt bis'),
  buy: both('Buy for {amount}', 'Für {amount} kaufen'),
  back: both('Change', 'Ändern'),
  stale: both(
    'The price has run out. Nothing was bought; ask for it again.',
    'Der Preis ist abgelaufen. Nichts wurde gekauft; frag ihn noch einmal ab.'
  ),
  again: both('Ask for the price again', 'Preis neu abfragen'),
  stepAsk: both('Asking the shop', 'Der Laden wird gefragt'),
  stepPay: both('Paying', 'Wird bezahlt'),
  stepPaid: both('Paid', 'Bezahlt'),
  stepDelivered: both('Delivered', 'Geliefert'),
  stepWait: both('Waiting for your payment', 'Wartet auf deine Zahlung'),
  headAsking: both('Asking the shop', 'Der Laden wird gefragt'),
  headPaying: both('On its way', 'Unterwegs'),
  headPaid: both('Paid', 'Bezahlt'),
  headDelivered: both('Delivered', 'Geliefert'),
  headFailed: both('Not bought', 'Nicht gekauft'),
  held: both(
    'Your sats are held, nothing is lost. You can close this page: it goes on by itself, once.',
    'Deine Sats sind zurückgelegt, nichts ist verloren. Du kannst die Seite schließen: Es geht von selbst weiter, ein Mal.'
  ),
  coming: both(
    'It is paid, and the shop is getting it ready. You can close this page and come back.',
    'Es ist bezahlt, und der Laden macht es fertig. Du kannst die Seite schließen und wiederkommen.'
  ),
  returned: both('You have your sats back.', 'Du hast deine Sats zurück.'),
  kept: both(
    'Your {amount} are kept for you under this proof: ask the operator, or use it at another time.',
    'Deine {amount} werden mit diesem Beleg für dich aufbewahrt: Frag den Betreiber, oder nutze ihn ein andermal.'
  ),
  undelivered: both('The shop did not deliver.', 'Der Laden hat nicht geliefert.'),
  receipt: both('Receipt', 'Beleg'),
  delivery: both('What you got', 'Was du bekommen hast'),
  wanted: both('What you wanted', 'Was du wolltest'),
  paidSum: both('Paid', 'Bezahlt'),
  feePaid: both('Network fee', 'Netzgebühr'),
  proof: both('Proof of payment (preimage)', 'Zahlungsbeweis (Preimage)'),
  hash: both('Payment hash', 'Payment-Hash'),
  when: both('When', 'Wann'),
  id: both('ID', 'ID'),
  secretHidden: both(
    'There is a secret in it, which this page shows once. Be ready to copy it.',
    'Darin ist ein Geheimnis, das diese Seite ein Mal zeigt. Halte dich bereit, es zu kopieren.'
  ),
  reveal: both('Show it now', 'Jetzt zeigen'),
  secretGone: both('It was shown once.', 'Es wurde schon gezeigt.'),
  secretNow: both(
    'Copy it now: this page shows it this once.',
    'Kopiere es jetzt: Diese Seite zeigt es nur dieses Mal.'
  ),
  more: both('Buy something else', 'Etwas anderes kaufen'),
  openWallet: both('Open in wallet', 'In der Wallet öffnen'),
  scan: both(
    'Scan or copy into a Lightning wallet',
    'Mit einer Lightning-Wallet scannen oder kopieren'
  ),
  qr: both('QR code of the Lightning invoice', 'QR-Code: die Lightning-Rechnung'),
  expired: both('The invoice has run out', 'Die Rechnung ist abgelaufen'),
  expiredHint: both(
    'If you have paid already, this page finds it. Otherwise start again: nothing was taken.',
    'Wenn du schon bezahlt hast, findet diese Seite es. Sonst fang neu an: Es wurde nichts genommen.'
  ),
  startAgain: both('Start again', 'Neu anfangen'),
  keepToken: both(
    'This page belongs to this browser. To get it elsewhere, keep this and your wallet’s preimage:',
    'Diese Seite gehört zu diesem Browser. Um es woanders zu bekommen, behalte das und das Preimage deiner Wallet:'
  ),
  noScript: both(
    'Without JavaScript this page does not follow by itself.',
    'Ohne JavaScript aktualisiert sich diese Seite nicht von selbst.'
  ),
  look: both('Look again', 'Neu laden')
})

const CATEGORIES = [
  ...(['messaging', 'phone', 'gift-cards', 'ai', 'internet', 'swaps'] as const),
  ...(['wallets', 'media', 'donations', 'tools', 'fun', 'other'] as const)
]
export type Category = (typeof CATEGORIES)[number]
export const categoryOf = (name: string): Category =>
  CATEGORIES.find(one => one === name) ?? 'other'
