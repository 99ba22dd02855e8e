// What is written in groups: tips, sends, and a hint for everything else.
import type { Message, MessageReactionUpdated } from 'grammy/types'
import { readAmount } from './amount.ts'
import { readCommand } from './command.ts'
import { tipIn } from './order.ts'
import type { Me, Parts } from './parts.ts'
import { send } from './screens/send.ts'
import type { Person } from './store/people.ts'
import { say, type Language, type Words } from './texts/say.ts'
import { judge, type Author } from './tip/decide.ts'
import { mayTip, tip, whisper } from './tip/tip.ts'

/** Made only once it is sure that something is to be moved. */
export type Who = (wish: string, chat: number) => Promise<Me>

export async function inGroup(
  bot: Parts,
  person: Person,
  message: Message,
  who: Who
): Promise<void> {
  const { id: chat } = message.chat
  const answer = (words: Words): void => {
    whisper(bot, person.id, chat, message.message_id, words)
  }
  const wish = `tg:${bot.id}:${chat}:${message.message_id}`
  const given = tipIn(message, bot.username)
  const command = readCommand(message.text ?? '', bot.username)
  if (given === undefined && command === undefined) return
  // Their own message is judged too: an anonymous admin has no balance that anybody knows of.
  const self = judge({ ...authorOf(message), text: '' } as Author, undefined)
  if (self.is === 'refused') {
    const words = say(person.language, `tip.refused.${self.why}`)
    bot.chat.aside(chat, person.id, { words }, message.message_id)
    return
  }
  if (given === undefined) {
    if (command?.name === 'send') return send(await who(wish, chat), bot, command.rest, message)
    if (command?.name === 'help') answer(say(person.language, 'help.group'))
    else hint(bot, person.language, message, command?.name === 'game' ? 'game' : 'private')
    return
  }
  const target = message.reply_to_message
  const amountMsat = readAmount(given.amount)
  if (target === undefined || amountMsat === undefined) {
    answer(say(person.language, target === undefined ? 'tip.how' : 'amount.wrong'))
    return
  }
  const tipped = { chat, message: target.message_id, author: target }
  const to = mayTip(person, bot, tipped)
  if (to === undefined) return
  await tip(await who(wish, chat), bot, to, tipped, amountMsat, given.memo)
}

/** Of their own message only who they are matters, not whom they quote. */
const authorOf = ({ from, sender_chat }: Message): object => ({
  ...(from && { from }),
  ...(sender_chat && { sender_chat })
})

function hint(bot: Parts, language: Language, message: Message, key: 'game' | 'private'): void {
  const open = {
    label: say(language, 'private.open'),
    url: `https://t.me/${bot.username}?start=menu`
  }
  const screen = { words: say(language, key), rows: [[open]] }
  bot.chat.aside(message.chat.id, message.from?.id ?? 0, screen, message.message_id)
}

/** A tip that was changed after it was sent: moves nothing, and says so. */
export function edited(bot: Parts, person: Person, message: Message): void {
  if (tipIn(message, bot.username) === undefined) return
  const words = say(person.language, 'tip.refused.edited')
  whisper(bot, person.id, message.chat.id, message.message_id, words)
}

/** A ⚡ tips what its giver has set, once per message and person, whatever is taken back. */
export async function reacted(
  bot: Parts,
  person: Person,
  reaction: MessageReactionUpdated,
  author: unknown,
  who: Who
): Promise<void> {
  const { chat, message_id: message, new_reaction } = reaction
  const zapped = new_reaction.some(one => one.type === 'emoji' && one.emoji === '⚡')
  if (!zapped || person.reactionMsat === undefined || typeof author !== 'object') return
  const tipped = { chat: chat.id, message, author: author as Author }
  const to = mayTip(person, bot, tipped)
  if (to === undefined) return
  const wish = `tg:${bot.id}:${chat.id}:${message}:reaction:${person.id}`
  await tip(await who(wish, chat.id), bot, to, tipped, person.reactionMsat, '⚡')
}

/** The bot was added to a group: how it works there. */
export function added(bot: Parts, chat: number, language: Language): void {
  bot.chat.aside(chat, 0, { words: say(language, 'help.group') })
}
