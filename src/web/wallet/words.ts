// The texts of the wallet, besides those that it shares with the bot.
import { both, speaker } from '../ground/speech.ts'

const HOME = {
  wallet: both('Wallet', 'Guthaben'),
  balance: both('You can spend', 'Du kannst ausgeben'),
  held: both(
    '{held} are held for what is under way: each is spent when it arrives, or comes back to you. Nothing is lost.',
    '{held} sind zurückgelegt für das, was unterwegs ist: Sie werden ausgegeben, wenn es ankommt, oder kommen zu dir zurück. Nichts ist verloren.'
  ),
  deposit: both('Top up', 'Aufladen'),
  withdraw: both('Pay or withdraw', 'Zahlen oder auszahlen'),
  send: both('Send to a person', 'An jemanden senden'),
  history: both('History', 'Verlauf'),
  underWay: both('Under way', 'Unterwegs'),
  last: both('Recent', 'Zuletzt'),
  nothing: both('Nothing yet.', 'Noch nichts.'),
  isHeld: both('{amount} waits for its turn', '{amount} wartet, bis es an der Reihe ist'),
  isSent: both('{amount} is on its way', '{amount} ist unterwegs'),
  isStuck: both('{amount} takes longer than usual', '{amount} braucht länger als sonst'),
  isBought: both('{lapp}: {amount} under way', '{lapp}: {amount} unterwegs'),
  isClaimable: both('{amount} waits to be claimed', '{amount} wartet darauf, abgeholt zu werden'),
  isComing: both('An invoice for {amount} is open', 'Eine Rechnung über {amount} ist offen'),
  isAsked: both('An invoice for any amount is open', 'Eine Rechnung über jeden Betrag ist offen'),
  toWallet: both('To the wallet', 'Zum Guthaben')
}

const MOVING = {
  howMuch: both('How much, in sat?', 'Wie viel, in sat?'),
  anyAmount: both(
    'Empty: whoever pays names the amount. 2.1k and 5 € work too, where a rate is known.',
    'Leer: Wer zahlt, bestimmt den Betrag. 2,1k und 5 € gehen auch, wenn ein Kurs bekannt ist.'
  ),
  by: both('By', 'Über'),
  from: both('from {min}', 'ab {min}'),
  upTo: both('up to {max}', 'bis {max}'),
  blocks: both('counts after {blocks} blocks', 'zählt nach {blocks} Blöcken'),
  paused: both('paused for now', 'gerade pausiert'),
  memo: both('What for? (optional, the payer sees it)', 'Wofür? (freiwillig, sieht wer zahlt)'),
  goOn: both('Go on', 'Weiter'),
  asking: both('Asking for an invoice …', 'Rechnung wird geholt …'),
  looking: both('Looking …', 'Wird gelesen …'),
  whereTo: both('Where to?', 'Wohin?'),
  whereToHint: both(
    'An invoice, a Lightning address (name@domain) or an LNURL. You are asked before anything is paid.',
    'Eine Rechnung, eine Lightning-Adresse (name@domain) oder eine LNURL. Bevor etwas bezahlt wird, wirst du gefragt.'
  ),
  picture: both('Or a picture of its QR code', 'Oder ein Bild des QR-Codes'),
  pictureHint: both(
    'From your camera or your files. It is read here and not kept.',
    'Aus der Kamera oder deinen Dateien. Es wird hier gelesen und nicht aufbewahrt.'
  ),
  noWhere: both('Paste where to, or choose a picture.', 'Füge ein, wohin, oder wähle ein Bild.'),
  noPayee: both(
    'That is no invoice, Lightning address or LNURL.',
    'Das ist keine Rechnung, Lightning-Adresse oder LNURL.'
  ),
  pay: both('Pay', 'Zahlen'),
  howMuchTo: both('How much is it to be?', 'Wie viel soll es sein?'),
  amountInSat: both('Amount in sat', 'Betrag in sat'),
  either: both(
    'That can mean {one} or {other}. Write it without separators.',
    'Das kann {one} oder {other} heißen. Schreib es ohne Trennzeichen.'
  ),
  outside: both('That amount is not taken there.', 'Diesen Betrag nehmen sie dort nicht.'),
  most: both('You can send up to {most}.', 'Du kannst bis zu {most} senden.'),
  all: both('All: {most}', 'Alles: {most}'),
  comment: both('Comment', 'Kommentar'),
  commentHint: both('Optional; the payee reads it.', 'Freiwillig; der Empfänger liest ihn.'),
  addComment: both('Add a comment', 'Kommentar hinzufügen'),
  payThis: both('Pay this?', 'Das bezahlen?'),
  fee: both('Network fee, at most', 'Netzgebühr, höchstens'),
  total: both('In all, at most', 'Insgesamt höchstens'),
  have: both('Your balance', 'Dein Guthaben'),
  expires: both('The invoice expires in', 'Die Rechnung läuft ab in'),
  yes: both('Pay {amount}', '{amount} zahlen'),
  no: both('Cancel', 'Abbrechen'),
  paying: both('Paying …', 'Wird bezahlt …'),
  lacks: both('{rest} are missing for it.', 'Dafür fehlen {rest}.'),
  notPaid: both('Not paid', 'Nicht bezahlt'),
  other: both('Pay something else', 'Etwas anderes zahlen'),
  paidHere: both(
    'This screen has paid something already, so it pays nothing else: see the history, or start anew.',
    'Mit dieser Seite wurde schon etwas bezahlt, darum bezahlt sie nichts anderes: Sieh in den Verlauf, oder fang neu an.'
  ),
  whom: both('To whom?', 'An wen?'),
  whomHint: both(
    '@name or telegram:ID, an account (acc_…), or a Lightning address.',
    '@name oder telegram:ID, ein Konto (acc_…) oder eine Lightning-Adresse.'
  ),
  words: both('A few words (optional)', 'Ein paar Worte (freiwillig)'),
  stranger: both(
    'Nobody was seen under that name lately, and names change hands. Ask them to write to the bot first, or use their ID.',
    'Unter dem Namen war zuletzt niemand zu sehen, und Namen wechseln. Bitte die Person, zuerst dem Bot zu schreiben, oder nimm ihre ID.'
  ),
  nobody: both(
    'Write @name, telegram:ID, acc_… or a Lightning address.',
    'Schreib @name, telegram:ID, acc_… oder eine Lightning-Adresse.'
  ),
  sendThis: both('Send this?', 'Das senden?'),
  whomId: both('ID', 'ID'),
  knownSince: both('Known since', 'Bekannt seit'),
  free: both('free', 'kostenlos'),
  final: both(
    'It is there at once, and cannot be taken back once it has arrived.',
    'Es ist sofort da, und wenn es angekommen ist, lässt es sich nicht zurückholen.'
  ),
  sendYes: both('Send {amount}', '{amount} senden'),
  sending: both('Sending …', 'Wird gesendet …')
}

const RECEIPTS = {
  aPayment: both('Payment', 'Zahlung'),
  aDeposit: both('Deposit', 'Einzahlung'),
  aTransfer: both('Transfer', 'Überweisung'),
  head_held: both('Waiting for its turn', 'Noch nicht an der Reihe'),
  head_sent: both('On its way', 'Unterwegs'),
  head_stuck: both('It takes longer than usual', 'Es dauert länger als sonst'),
  head_paid: both('Paid', 'Bezahlt'),
  head_failed: both('Not paid', 'Nicht bezahlt'),
  step_held: both('Your sats are held', 'Deine Sats sind zurückgelegt'),
  step_sent: both('Sent over the network', 'Über das Netz gesendet'),
  step_paid: both('Arrived', 'Angekommen'),
  what_held: both(
    'Others of yours, or of the gateway, are on their way first. Your sats are held, nothing was sent yet: until then you can take it back.',
    'Andere Zahlungen von dir oder vom Gateway sind zuerst dran. Deine Sats sind zurückgelegt, gesendet ist noch nichts: Bis dahin kannst du sie zurücknehmen.'
  ),
  what_sent: both(
    'It is looking for its way to the payee. Your sats are held, nothing is lost. You can close this page: it goes on by itself, once.',
    'Sie sucht ihren Weg zum Empfänger. Deine Sats sind zurückgelegt, nichts ist verloren. Du kannst die Seite schließen: Es geht von selbst weiter, ein Mal.'
  ),
  what_stuck: both(
    'Somebody along the way, or the payee, has neither taken it nor given it back. Nobody can call it back; at the latest after some days the network itself decides, and either it has arrived or you have your sats back. Do not pay it a second time from elsewhere.',
    'Jemand auf dem Weg oder der Empfänger hat sie weder angenommen noch zurückgegeben. Zurückrufen kann sie niemand; spätestens nach einigen Tagen entscheidet das Netz selbst, und sie ist angekommen oder du hast deine Sats zurück. Bezahle nicht von woanders ein zweites Mal.'
  ),
  what_paid: both(
    'It has arrived. The preimage below proves it.',
    'Sie ist angekommen. Das Preimage unten beweist es.'
  ),
  what_failed: both('You have your sats back.', 'Du hast deine Sats zurück.'),
  takeBack: both('Take it back', 'Zurücknehmen'),
  sealed: both(
    'It is sealed in a way that cannot be opened here.',
    'Es ist so verschlossen, dass es sich hier nicht öffnen lässt.'
  ),
  receipt: both('Receipt', 'Beleg'),
  details: both('Details', 'Einzelheiten'),
  proof: both('Proof of payment (preimage)', 'Zahlungsbeweis (Preimage)'),
  when: both('When', 'Wann'),
  received: both('Received', 'Erhalten'),
  late: both('It came after the time was over, and counts.', 'Es kam nach Ablauf, und zählt.'),
  open: both('any', 'beliebig'),
  invoicePage: both('Its invoice', 'Zur Rechnung'),
  head_given: both('Sent', 'Gesendet'),
  head_received: both('Received', 'Erhalten'),
  head_claimable: both('Waiting to be claimed', 'Wartet darauf, abgeholt zu werden'),
  head_returned: both('Went back', 'Ging zurück'),
  what_claimable: both(
    'They get it when they write to the bot. If they do not by then, it goes back by itself.',
    'Die Person bekommt es, wenn sie dem Bot schreibt. Tut sie das bis dahin nicht, geht es von selbst zurück.'
  ),
  kind: both('What', 'Was'),
  everything: both('everything', 'alles'),
  kind_deposit: both('deposits', 'Einzahlungen'),
  kind_payment: both('payments', 'Zahlungen'),
  kind_purchase: both('purchases', 'Käufe'),
  kind_transfer_in: both('received from people', 'von Leuten erhalten'),
  kind_transfer_out: both('sent to people', 'an Leute gesendet'),
  kind_refund: both('returned', 'zurückgekommen'),
  since: both('From', 'Von'),
  until: both('To', 'Bis'),
  show: both('Show', 'Zeigen'),
  older: both('Older', 'Ältere'),
  csv: both('Save as CSV', 'Als CSV speichern')
}

export const walletSay = speaker({ ...HOME, ...MOVING, ...RECEIPTS })
