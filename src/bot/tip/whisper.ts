// Answers one person about what they did in a group: privately, if they have a chat with the bot. A
// balance, a hold or an id is never shown to the group.
import type { AppError } from '../../core/errors.ts'
import type { Parts } from '../parts.ts'
import { startLink } from '../start-link.ts'
import { reasonText } from '../texts/reasons.ts'
import { say } from '../texts/say.ts'
import type { Screen, Spot } from '../screen.ts'
import type { Language } from '../texts/language.ts'

type To = { readonly id: number; readonly language: Language }

/** @param instead what the group may read if the person cannot be reached */
export function whisper(
  bot: Parts,
  { id }: To,
  spot: Spot,
  screen: Screen,
  instead: Screen = screen
): void {
  bot.chat.bestEffort({ chat: id }, id, screen, () => bot.chat.bestEffort(spot, id, instead))
}

/** Why something failed: the reason may reveal their balance. */
export function whisperWhy(bot: Parts, to: To, spot: Spot, error: AppError): void {
  const words = reasonText(to.language, error)
  whisper(bot, to, spot, { words }, openChat(bot, to.language, 'private.why'))
}

/** A hint, with a button that opens the chat with the bot. */
export const openChat = (
  { username }: Parts,
  language: Language,
  key: 'private' | 'private.why' | 'private.asked' | 'game'
): Screen => ({
  words: say(language, key),
  rows: [[{ label: say(language, 'private.open'), url: startLink(username, 'menu') }]]
})
