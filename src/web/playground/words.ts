// The texts of the playground.
import { both, speaker } from '../ground/speech.ts'

export const playSay = speaker({
  title: both('Playground', 'Spielplatz'),
  about: both(
    'Two people, a bot, a wallet and a phone. None of it is real, all of it works.',
    'Zwei Leute, ein Bot, eine Wallet und ein Telefon. Nichts davon ist echt, alles davon geht.'
  ),
  invite: both('Try it in the playground', 'Probier es auf dem Spielplatz'),
  steps: both('Three minutes', 'Drei Minuten'),
  step1: both(
    'As Ann, press Start, then /deposit 5000. Pay the invoice from the outside wallet, by the button below it.',
    'Drücke als Ann auf Start, dann auf /deposit 5000. Bezahle die Rechnung mit der fremden Wallet, über den Knopf darunter.'
  ),
  step2: both(
    'Press /buy lnsms, give the phone’s number and a text, and buy. Read it on the phone.',
    'Drücke auf /buy lnsms, gib die Nummer des Telefons und einen Text an, und kaufe. Lies ihn auf dem Telefon.'
  ),
  step3: both(
    'In the group, reply to Ben’s message with /tip 100. Then be Ben, and press Start.',
    'Antworte in der Gruppe auf Bens Nachricht mit /tip 100. Sei dann Ben, und drücke auf Start.'
  ),
  chats: both('Chats', 'Chats'),
  alone: both('{name} and the bot', '{name} und der Bot'),
  group: both('Group, as {name}', 'Gruppe, als {name}'),
  log: both('Messages', 'Nachrichten'),
  empty: both('Nothing has been said here yet.', 'Hier wurde noch nichts gesagt.'),
  bot: both('The bot', 'Der Bot'),
  edited: both('edited', 'bearbeitet'),
  reply: both('Reply', 'Antworten'),
  replyTo: both('In reply to {name}: {text}', 'Als Antwort an {name}: {text}'),
  noReply: both('Do not reply', 'Nicht antworten'),
  write: both('Message as {name}', 'Nachricht als {name}'),
  send: both('Send', 'Senden'),
  start: both('Start', 'Start'),
  shortcuts: both('Shortcuts', 'Abkürzungen'),
  picture: both('QR code of the invoice', 'QR-Code der Rechnung'),
  payIt: both('Pay from the outside wallet', 'Mit der fremden Wallet bezahlen'),
  wallet: both('Outside wallet', 'Fremde Wallet'),
  walletHint: both(
    'Somebody’s own Lightning wallet, elsewhere.',
    'Die eigene Lightning-Wallet von jemandem, anderswo.'
  ),
  bolt11: both('Invoice to pay', 'Rechnung zum Bezahlen'),
  pay: both('Pay', 'Bezahlen'),
  paid: both('The outside wallet has paid.', 'Die fremde Wallet hat bezahlt.'),
  amount: both('Amount in sat', 'Betrag in sat'),
  memo: both('For', 'Wofür'),
  make: both('Make an invoice', 'Rechnung erstellen'),
  made: both('An invoice of the outside wallet:', 'Eine Rechnung der fremden Wallet:'),
  toBot: both('Send it to the bot', 'Dem Bot schicken'),
  phone: both('Phone', 'Telefon'),
  phoneHint: both(
    'Every text message that is bought here arrives on it. Its number: {number}',
    'Jede SMS, die hier gekauft wird, kommt darauf an. Seine Nummer: {number}'
  ),
  silent: both('No message yet.', 'Noch keine Nachricht.'),
  to: both('To {number}', 'An {number}'),
  whole: both(
    'The amount must be a whole number of sat.',
    'Der Betrag muss eine ganze Zahl von sat sein.'
  )
})
