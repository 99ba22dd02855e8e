// Handles messages in groups: gifts, and a hint for everything else.
import { defined } from '../core/defined.ts'
import type { Message, MessageReactionUpdated } from 'grammy/types'
import { readCommand } from './grammar/command.ts'
import { giftIn } from './grammar/gift.ts'
import type { Me, Parts } from './parts.ts'
import { opening, openJar } from './round/open.ts'
import { GAMES } from './round/read.ts'
import { carryPlan, planGift, threadOf } from './screens/give.ts'
import type { Person } from './store/people.ts'
import { say } from './texts/say.ts'
import { judgeTip, type Author } from './tip/decide.ts'
import { tip } from './tip/tip.ts'
import { openChat, whisper } from './tip/whisper.ts'
import type { Screen, Spot } from './screen.ts'
import type { Language } from './texts/language.ts'

/** Called once money moves, or one is asked about it: creates the account if needed. */
export type Who = (requestKey: string, spot: Spot) => Promise<Me>

/** Where to answer a group message: as a reply, in its topic. */
export const spotOf = (message: Message): Spot => ({
  chat: message.chat.id,
  thread: threadOf(message),
  reply: message.chat.id < 0 ? message.message_id : undefined
})

export async function onGroupMessage(
  bot: Parts,
  person: Person,
  message: Message,
  who: Who
): Promise<void> {
  const spot = spotOf(message)
  const gift = giftIn(message, bot.username)
  const command = readCommand(message.text ?? message.caption ?? '', bot.username)
  if (gift === undefined && command === undefined) return
  if (command !== undefined) bot.tidyUp.later(message.chat.id, message.message_id)
  // The giver is checked too: an anonymous admin has no known balance.
  const self = judgeTip({ ...authorOf(message), text: '' } as Author, undefined)
  if (self.is === 'refused') {
    hint(bot, person, spot, { words: say(person.language, `tip.refused.${self.why}`) })
    return
  }
  if (gift !== undefined) {
    if (gift.rest === '') {
      whisper(bot, person, spot, how(person.language, gift.command))
      return
    }
    const decided = await planGift(bot, person, gift, message)
    await carryPlan(bot, person, decided, () => who(wishOf(bot, message), spot), spot)
    return
  }
  const game = GAMES.find(one => one === command?.name)
  if (game !== undefined && command !== undefined) {
    const first = opening(person.language, game, command.rest)
    if (first.is === 'say') whisper(bot, person, spot, first.screen)
    else if (first.is === 'ask') await bot.chat.send(spot, person.id, first.screen)
    else await openJar(await who(wishOf(bot, message), spot), bot, first)
    return
  }
  if (command?.name === 'help') {
    whisper(bot, person, spot, { words: say(person.language, 'help.group') })
    return
  }
  const key = command?.name === 'game' ? 'game' : 'private'
  hint(bot, person, spot, openChat(bot, person.language, key))
}

/** Shown to the whole group; if the bot may not write there, sent to the person it concerns. */
function hint(bot: Parts, { id }: Person, spot: Spot, screen: Screen): void {
  bot.chat.bestEffort(spot, id, screen, () => bot.chat.bestEffort({ chat: id }, id, screen))
}

const how = (language: Language, command: string) => ({
  words: say(language, command === 'tip' ? 'tip.how' : 'send.how')
})

const wishOf = (bot: Parts, { chat, message_id: id }: Message): string =>
  `tg:${bot.id}:${chat.id}:${id}`

/** Of the giver's own message only the author matters, not the message quoted. */
const authorOf = ({ from, sender_chat }: Message): object => defined({ from, sender_chat })

/** A gift edited after it was sent: moves nothing, and says so. */
export function onEdited(bot: Parts, person: Person, message: Message): void {
  if (giftIn(message, bot.username) === undefined) return
  whisper(bot, person, spotOf(message), { words: say(person.language, 'tip.refused.edited') })
}

/**
 * A ⚡ reaction tips the giver's preset amount, once per message and person, even if the reaction is
 * removed again.
 */
export async function onReaction(
  bot: Parts,
  person: Person,
  { chat, message_id: message, new_reaction: reactions }: MessageReactionUpdated,
  known: unknown,
  who: Who
): Promise<void> {
  const zapped = reactions.some(one => one.type === 'emoji' && one.emoji === '⚡')
  if (!zapped || person.reactionMsat === undefined || typeof known !== 'object') return
  const author = known as Author & { readonly thread?: number }
  const spot: Spot = { chat: chat.id, thread: author.thread, reply: message }
  const judged = judgeTip(author, person.id)
  if (judged.is === 'refused') {
    whisper(bot, person, spot, { words: say(person.language, `tip.refused.${judged.why}`) })
    return
  }
  const me = await who(`tg:${bot.id}:${chat.id}:${message}:reaction:${person.id}`, spot)
  const tipped = { ...spot, message, place: chat.title ?? '', to: judged.id }
  await tip(me, bot, tipped, String(person.reactionMsat), '⚡')
}

/** The bot was added to a group: explains how it works there. */
export function greetGroup(bot: Parts, chat: number, language: Language): void {
  bot.chat.bestEffort({ chat }, 0, { words: say(language, 'help.group') })
}
