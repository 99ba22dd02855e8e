// The texts about signing in, and of the list of sessions.
import { both, speaker } from '../ground/speech.ts'

export const signInSay = speaker({
  title: both('Sign in', 'Anmelden'),
  limit: both(
    'This is above the amount that you want to be asked about. Sign in once more; then it goes on where you were.',
    'Das ist mehr als der Betrag, ab dem du gefragt werden willst. Melde dich noch einmal an; dann geht es weiter, wo du warst.'
  ),
  sandbox: both(
    'This is a sandbox: its money is make-believe, and its key is for everybody.',
    'Das ist ein Sandkasten: Das Geld ist Spielgeld, und der Schlüssel ist für alle da.'
  ),
  trySandbox: both('Sign in with the sandbox’s key', 'Mit dem Schlüssel des Sandkastens anmelden'),
  key: both('API key', 'API-Schlüssel'),
  keyHint: both(
    'You may do here what the key may: its scopes, limits and budget hold here too.',
    'Du darfst hier, was der Schlüssel darf: Seine Rechte, Grenzen und sein Budget gelten auch hier.'
  ),
  wrong: both('That is no valid key.', 'Das ist kein gültiger Schlüssel.'),
  address: both(
    'This key does not work from your address.',
    'Dieser Schlüssel gilt nicht von deiner Adresse aus.'
  ),
  telegram: both('Sign in with Telegram', 'Mit Telegram anmelden'),
  bot: both(
    'Or write /web to the bot: it answers with a link.',
    'Oder schreib dem Bot /web: Er antwortet mit einem Link.'
  ),
  badProof: both(
    'Telegram’s answer is not valid here, or it is too old. Try again.',
    'Die Antwort von Telegram gilt hier nicht, oder sie ist zu alt. Versuche es noch einmal.'
  ),
  linkTitle: both('Sign in by your link', 'Mit deinem Link anmelden'),
  linkHint: both(
    'Press only if you have just asked the bot for this yourself. Whoever presses is signed in to your balance.',
    'Drücke nur, wenn du den Bot gerade selbst darum gebeten hast. Wer drückt, ist mit deinem Guthaben angemeldet.'
  ),
  linkGone: both(
    'This link was used, or is too old. Write /web to the bot for another.',
    'Dieser Link wurde benutzt, oder er ist zu alt. Schreib dem Bot /web für einen neuen.'
  ),
  opening: both('Opening your balance …', 'Dein Guthaben wird geöffnet …'),
  sessions: both('Signed in', 'Angemeldet'),
  sessionsHint: both('Where this balance is open now.', 'Wo dieses Guthaben gerade offen ist.'),
  here: both('this one', 'diese hier'),
  way: both('By', 'Womit'),
  agent: both('Browser', 'Browser'),
  seen: both('Last seen', 'Zuletzt gesehen'),
  by_key: both('API key', 'API-Schlüssel'),
  by_link: both('link of the bot', 'Link des Bots'),
  by_telegram: both('Telegram', 'Telegram'),
  by_app: both('inside Telegram', 'in Telegram'),
  end: both('End', 'Beenden'),
  endAll: both('End all', 'Alle beenden'),
  out: both('Sign out', 'Abmelden'),
  askTitle: both('Ask me again', 'Noch einmal fragen'),
  askHint: both(
    'Above this amount a purchase asks you to sign in once more, unless you did so in the last five minutes. Empty: never.',
    'Ab diesem Betrag fragt ein Kauf, ob du dich noch einmal anmeldest, es sei denn, du tatest das in den letzten fünf Minuten. Leer: nie.'
  ),
  ask: both('Amount in sat', 'Betrag in sat'),
  save: both('Save', 'Speichern'),
  saved: both('Saved.', 'Gespeichert.'),
  number: both(
    'Write a whole number of sats, or nothing.',
    'Schreib eine ganze Zahl in sat, oder nichts.'
  )
})
