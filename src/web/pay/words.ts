// The texts of the invoice page, in each language.
import { both, speaker } from '../ground/speech.ts'

const WORDS = {
  title: both('Invoice', 'Rechnung'),
  scan: both('Scan or copy into a Lightning wallet', 'Mit einer Lightning-Wallet scannen'),
  send: both('Send to this address', 'An diese Adresse senden'),
  copy: both('Copy', 'Kopieren'),
  copied: both('Copied', 'Kopiert'),
  open: both('Open in wallet', 'In der Wallet öffnen'),
  lightning: both('Lightning', 'Lightning'),
  bitcoin: both('Bitcoin, on the chain', 'Bitcoin, auf der Blockchain'),
  litecoin: both('Litecoin, on the chain', 'Litecoin, auf der Blockchain'),
  other: both('{coin}, on the chain', '{coin}, auf der Blockchain'),
  any: both('Any amount', 'Beliebiger Betrag'),
  about: both('about {money}', 'etwa {money}'),
  rateOf: both('rate of {time}, by {source}', 'Kurs von {time}, {source}'),
  sendExactly: both('Send {amount} {coin}', '{amount} {coin} senden'),
  fixedRate: both('1 {coin} counts as {rate} sat', '1 {coin} zählt {rate} sat'),
  qr: both('QR code of {what}', 'QR-Code: {what}'),
  qrInvoice: both('the Lightning invoice', 'die Lightning-Rechnung'),
  qrAddress: both('the address', 'die Adresse'),
  until: both('Valid until', 'Gültig bis'),
  left: both('{time} left', 'noch {time}'),
  waiting: both('Waiting for your payment', 'Wartet auf deine Zahlung'),
  seen: both('Your payment is on its way', 'Deine Zahlung ist unterwegs'),
  blocks: both('{have} of {want} blocks', '{have} von {want} Blöcken'),
  seenHint: both(
    'It is seen, and counts once the chain has confirmed it. You can close this page.',
    'Sie ist zu sehen und zählt, sobald die Blockchain sie bestätigt hat. Du kannst diese Seite schließen.'
  ),
  received: both('Received', 'Eingegangen'),
  receivedSum: both('{amount} received', '{amount} eingegangen'),
  more: both(
    'That is {amount} more than asked for: it is credited too.',
    '{amount} mehr als verlangt: auch das ist gutgeschrieben.'
  ),
  late: both(
    'It came after the time was over, and was credited all the same.',
    'Sie kam nach Ablauf und wurde dennoch gutgeschrieben.'
  ),
  partial: both('Paid in part', 'Teilweise bezahlt'),
  partialHint: both(
    '{amount} of {asked} are credited. {rest} are missing.',
    '{amount} von {asked} sind gutgeschrieben. Es fehlen {rest}.'
  ),
  payRest: both('Pay the rest: {rest}', 'Den Rest bezahlen: {rest}'),
  expired: both('Expired', 'Abgelaufen'),
  expiredHint: both(
    'Please do not pay this invoice any more.',
    'Bitte diese Rechnung nicht mehr bezahlen.'
  ),
  paidAlready: both(
    'Have you paid already? Nothing is lost: what arrives late is credited, and this page says so.',
    'Schon bezahlt? Nichts ist verloren: Was spät ankommt, wird gutgeschrieben, und diese Seite zeigt es.'
  ),
  renew: both('New invoice', 'Neue Rechnung'),
  small: both(
    'A payment came that is too small to be credited.',
    'Eine Zahlung kam, die zu klein für eine Gutschrift ist.'
  ),
  proof: both('Proof of payment', 'Zahlungsbeleg'),
  paymentHash: both('Payment hash', 'Payment Hash'),
  hashHint: both(
    'The preimage of this hash, which your wallet shows, proves that you paid.',
    'Das Preimage zu diesem Hash zeigt deine Wallet; es beweist, dass du bezahlt hast.'
  ),
  payment: both('Payment', 'Zahlung'),
  transaction: both('Transaction', 'Transaktion'),
  when: both('When', 'Wann'),
  terms: both(
    'What happens with more, less or late payments',
    'Was mit zu viel, zu wenig oder zu spät geschieht'
  ),
  again: both('Look again', 'Neu laden'),
  noScript: both(
    'Without JavaScript this page does not follow by itself.',
    'Ohne JavaScript aktualisiert sich diese Seite nicht von selbst.'
  ),
  over: both('This invoice is over', 'Diese Rechnung ist Vergangenheit'),
  overHint: both(
    'What it was about is not shown any more.',
    'Worum es ging, wird nicht mehr gezeigt.'
  ),
  gone: both('There is no such invoice', 'Diese Rechnung gibt es nicht'),
  policy_lightning: both(
    'Whatever arrives is credited, once.',
    'Was ankommt, wird gutgeschrieben, einmal.'
  ),
  policy_charge: both(
    'Whatever arrives is credited, once, also when it is late.',
    'Was ankommt, wird gutgeschrieben, einmal, auch zu spät.'
  ),
  policy_btcpay: both(
    'What is really paid is credited, payment by payment: more, less, in several payments, or up to 7 days late. Other coins count at the rate shown.',
    'Gutgeschrieben wird, was wirklich bezahlt wird, Zahlung für Zahlung: mehr, weniger, in Teilen oder bis zu 7 Tage zu spät. Andere Münzen zählen zum gezeigten Kurs.'
  ),
  policy_onchain: both(
    'What reaches the address is credited once it is confirmed, up to half a year late; dust is not. The address is for this invoice alone.',
    'Gutgeschrieben wird, was die Adresse erreicht und bestätigt ist, bis zu ein halbes Jahr zu spät; Staub nicht. Die Adresse gilt nur für diese Rechnung.'
  )
} as const

export type Word = keyof typeof WORDS

export type Say = (word: Word, values?: Readonly<Record<string, string>>) => string

export const sayIn = speaker(WORDS)
