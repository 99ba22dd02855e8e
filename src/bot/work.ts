// Processes one update: identifies its person and dispatches it to its handler.
import { GrammyError } from 'grammy'
import type { Update } from 'grammy/types'
import { AppError } from '../core/errors.ts'
import { greetGroup, onEdited, onGroupMessage, onReaction, spotOf } from './group.ts'
import { offerInline } from './inline.ts'
import { fromOf } from './inbox/ordering.ts'
import { readerOf } from './money.ts'
import type { Me, Parts } from './parts.ts'
import { onCallbackQuery } from './callback-query.ts'
import { onPrivateMessage } from './private.ts'
import { reasonText } from './texts/reasons.ts'
import { strangerOf, type Person } from './store/people.ts'
import { say } from './texts/say.ts'
import { openChat, whisper, whisperWhy } from './tip/whisper.ts'
import type { Spot } from './screen.ts'

export async function handleUpdate(
  bot: Parts,
  update: Update,
  authorOf: (chat: number, message: number) => Promise<unknown>
): Promise<void> {
  const from = fromOf(update)
  if (from === undefined) return
  const { message, edited_message, callback_query, inline_query, message_reaction } = update
  // Placeholder users for anonymous admins are not recorded as people.
  const person = from.is_bot ? strangerOf(from) : await bot.people.meet(from)
  const who = meIn(bot, person)
  if (message?.migrate_to_chat_id !== undefined) {
    await bot.board.moved(message.chat.id, message.migrate_to_chat_id)
  } else if (message) {
    const spot = spotOf(message)
    await telling(bot, person, spot, async () => {
      if (message.chat.type !== 'private') return onGroupMessage(bot, person, message, who)
      const requestKey = `tg:${bot.id}:${message.chat.id}:${message.message_id}`
      return onPrivateMessage(await who(requestKey, spot), bot, message)
    })
  } else if (edited_message && edited_message.chat.type !== 'private') {
    onEdited(bot, person, edited_message)
  } else if (callback_query) {
    await onCallbackQuery(bot, callback_query, who, person, update.update_id)
  } else if (inline_query) {
    await offerInline(bot, person, inline_query)
  } else if (message_reaction) {
    const { chat, message_id } = message_reaction
    await onReaction(bot, person, message_reaction, await authorOf(chat.id, message_id), who)
  } else if (update.my_chat_member && update.my_chat_member.chat.id < 0) {
    const { chat, new_chat_member, old_chat_member } = update.my_chat_member
    const was = ['left', 'kicked'].includes(old_chat_member.status)
    const is = ['member', 'administrator'].includes(new_chat_member.status)
    if (was && is) greetGroup(bot, chat.id, person.language)
  }
}

/** Remembered by `identities`, until `/link` moves it to another account. */
const meIn =
  (bot: Parts, person: Person) =>
  async (requestKey: string, spot: Spot): Promise<Me> => {
    const { account, isNew } = await bot.identities.open('telegram', String(person.id), person.name)
    if (isNew) await bot.transfers.claim(`telegram:${person.id}`, account)
    // Groups read amounts in sats: each member may have set another currency.
    const reads = spot.chat > 0 ? await readerOf(bot, person) : person.language
    return { ...person, account, isNew, reads, spot, requestKey }
  }

/** Shows a refusal as it is; reports any other error without details. */
async function telling(
  bot: Parts,
  person: Person,
  spot: Spot,
  run: () => Promise<unknown>
): Promise<void> {
  try {
    await run()
  } catch (error) {
    const { id, language } = person
    const trouble = { words: say(language, 'trouble') }
    if (error instanceof AppError) {
      if (spot.chat < 0) whisperWhy(bot, person, spot, error)
      else await bot.chat.send(spot, id, { words: reasonText(language, error) })
      return
    }
    // A closed topic, or a group without the right to write: the person is told privately instead.
    if (spot.chat < 0 && error instanceof GrammyError && [400, 403].includes(error.error_code)) {
      bot.chat.bestEffort({ chat: id }, id, { words: say(language, 'private.cannot') })
      return
    }
    if (spot.chat < 0) whisper(bot, person, spot, trouble, openChat(bot, language, 'private.why'))
    else await bot.chat.send(spot, id, trouble).catch(() => undefined)
    throw error
  }
}
