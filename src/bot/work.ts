// Works through one update: who it is from, and whose business it is.
import type { Update } from 'grammy/types'
import { AppError } from '../core/errors.ts'
import { added, edited, inGroup, reacted } from './group.ts'
import { offerInline } from './inline.ts'
import { fromOf } from './order.ts'
import type { Me, Parts } from './parts.ts'
import { press } from './press.ts'
import { privately } from './private.ts'
import { explain } from './screens/explain.ts'
import type { Person } from './store/people.ts'
import { say } from './texts/say.ts'

export async function work(
  bot: Parts,
  update: Update,
  authorOf: (chat: number, message: number) => Promise<unknown>
): Promise<void> {
  const from = fromOf(update)
  if (from === undefined) return
  const { message, edited_message, callback_query, inline_query, message_reaction } = update
  const person = await bot.people.meet(from)
  const who = meIn(bot, person)
  if (message?.chat.type === 'private') {
    const me = await who(`tg:${bot.id}:${message.chat.id}:${message.message_id}`, message.chat.id)
    await telling(bot, me, async () => privately(me, bot, message))
  } else if (message) {
    await telling(bot, { ...person, chat: message.chat.id }, () =>
      inGroup(bot, person, message, who)
    )
  } else if (edited_message && edited_message.chat.type !== 'private') {
    edited(bot, person, edited_message)
  } else if (callback_query) {
    await press(bot, callback_query, who, person, update.update_id)
  } else if (inline_query) {
    await offerInline(bot, person, inline_query)
  } else if (message_reaction) {
    const { chat, message_id } = message_reaction
    await reacted(bot, person, message_reaction, await authorOf(chat.id, message_id), who)
  } else if (update.my_chat_member && update.my_chat_member.chat.id < 0) {
    const { chat, new_chat_member, old_chat_member } = update.my_chat_member
    const was = ['left', 'kicked'].includes(old_chat_member.status)
    const is = ['member', 'administrator'].includes(new_chat_member.status)
    if (was && is) added(bot, chat.id, person.language)
  }
}

/** Accounts do not change hands: whose is whose is asked once. */
const meIn =
  (bot: Parts, person: Person) =>
  async (wish: string, chat: number): Promise<Me> => {
    const { account, isNew } = await bot.identities.open('telegram', String(person.id), person.name)
    if (isNew) await bot.transfers.claim(`telegram:${person.id}`, account)
    return { ...person, account, chat, wish }
  }

/** A refusal is said; whatever else goes wrong is said as well, without a word of what it was. */
async function telling(
  bot: Parts,
  { chat, id, language }: Pick<Me, 'chat' | 'id' | 'language'>,
  run: () => Promise<unknown>
): Promise<void> {
  try {
    await run()
  } catch (error) {
    const words = error instanceof AppError ? explain(language, error) : say(language, 'trouble')
    if (chat < 0) bot.chat.aside(chat, id, { words })
    else await bot.chat.send(chat, id, { words }).catch(() => undefined)
    if (!(error instanceof AppError)) throw error
  }
}
