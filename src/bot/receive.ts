// Takes updates: kept first, answered at once, worked
// through once, in order for each person and chat.
import type { Update, User } from 'grammy/types'
import { AppError } from '../core/errors.ts'
import { added, edited, inGroup, reacted } from './group.ts'
import { offerInline } from './inline.ts'
import type { Me, Parts } from './parts.ts'
import { press } from './press.ts'
import { privately } from './private.ts'
import { queue } from './queue.ts'
import { explain } from './screens/explain.ts'
import type { Person } from './store/people.ts'
import { updates } from './store/updates.ts'
import { say } from './texts/say.ts'

export type Receiver = {
  /** Resolves when they are kept: from then on they are done, whatever happens. */
  readonly take: (all: readonly Update[]) => Promise<void>
  /** Takes up what others left. */
  readonly sweep: () => Promise<void>
  readonly idle: () => Promise<void>
}

/** More are left where they are until these are through. */
const WAITING_MAX = 1_000
const NOTE_EVERY_MS = 20

export function receiver(bot: Parts): Receiver {
  const inbox = updates(bot.sql, bot.id)
  let done: number[] = []
  let noting: Promise<void> | undefined
  const line = queue(error => {
    // Not the error itself: one of Telegram's may name the token.
    const reason = error instanceof Error ? `${error.name} ${kindOf(error)}` : ''
    bot.log.error({ reason }, 'an update failed')
  })

  /** Many at a time: one that is noted too late is only worked through again. */
  function note(id: number): void {
    done.push(id)
    noting ??= (async () => {
      await bot.clock.sleep(NOTE_EVERY_MS)
      const ids = done
      done = []
      noting = undefined
      await inbox.done(ids).catch(() => bot.log.warn({}, 'updates stay open'))
    })()
  }

  function start(all: readonly Update[]): void {
    for (const update of all) {
      line.run(keysOf(update), async () => {
        await work(bot, update, inbox.author)
        note(update.update_id)
      })
    }
  }

  return {
    async take(all) {
      start(await inbox.keep(all))
      await line.below(WAITING_MAX)
    },
    async sweep() {
      start(await inbox.left())
      await inbox.forget()
    },
    async idle() {
      await line.below(0)
      await noting
      await bot.board.idle()
    }
  }
}

const kindOf = (error: Error): string =>
  'description' in error && typeof error.description === 'string' ? error.description : ''

function fromOf(update: Update): User | undefined {
  return (
    update.message?.from ??
    update.edited_message?.from ??
    update.callback_query?.from ??
    update.inline_query?.from ??
    update.message_reaction?.user ??
    update.my_chat_member?.from
  )
}

/**
 * In order for each person everywhere. Tips of different people in one group
 * may pass each other: they add up, and who was first does not matter.
 */
function keysOf(update: Update): readonly string[] {
  const person = fromOf(update)?.id
  return person === undefined ? [] : [`person ${person}`]
}

async function work(
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
    await edited(bot, person, edited_message)
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
    if (was && is) await added(bot, chat.id, person.language)
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
    await bot.chat.send(chat, id, { words }).catch(() => undefined)
    if (!(error instanceof AppError)) throw error
  }
}
