// Receives updates: stores them first, acknowledges at once, processes each once, in order per
// person and chat.
import { GrammyError, HttpError } from 'grammy'
import type { Update } from 'grammy/types'
import { newId } from '../../core/ids.ts'
import { coalesce } from '../../core/coalesce.ts'
import { laneOf } from './ordering.ts'
import { replicas } from './replicas.ts'
import type { Parts } from '../parts.ts'
import { queue } from './queue.ts'
import { leases } from './leases.ts'
import { updates, type ClaimedUpdate } from './updates.ts'
import { handleUpdate } from '../work.ts'

export type Receiver = {
  /**
   * Resolves when they are stored: from then on they will be processed, whatever happens, unless
   * hundreds of the same person wait already.
   */
  readonly take: (all: readonly Update[]) => Promise<void>
  /** Takes over updates that other gateways left, and renews our own leases. */
  readonly sweep: () => Promise<void>
  readonly idle: () => Promise<void>
}

/** Above this, updates stay in the database until those waiting are processed. */
const WAITING_MAX = 1_000
/** Nobody waits for that many answers, and Telegram lets nobody write so fast for long. */
const OF_ONE_MAX = 300
const NOTE_EVERY_MS = 20

export function receiver(bot: Parts): Receiver {
  const keeper = newId()
  const inbox = updates(bot.sql, bot.id, keeper)
  const held = leases(bot.sql, bot.id, keeper)
  const elsewhere = replicas(held, bot)
  const line = queue(error => bot.log.error({ reason: reasonOf(error) }, 'an update failed'))
  const open = new Set<number>()
  const untouched: number[] = []

  /** Marks many as done at a time: one that is marked too late is only processed again. */
  const done = coalesce<number>(
    async ids => {
      await inbox.done(ids).catch(() => bot.log.warn({}, 'updates stay open'))
      for (const id of ids) open.delete(id)
    },
    () => bot.clock.sleep(NOTE_EVERY_MS)
  )

  async function carryOut({ update }: ClaimedUpdate): Promise<void> {
    const { update_id: id } = update
    // Returned at the stop, so that the next gateway has it at once.
    if (bot.stop.aborted) return void untouched.push(id)
    try {
      await handleUpdate(bot, update, inbox.author)
      void done([id])
    } catch (error) {
      open.delete(id)
      const isOutage = update.callback_query !== undefined && isUnanswered(error)
      await held.fail(id, isOutage).catch(() => undefined)
      throw error
    }
  }

  function start(all: readonly ClaimedUpdate[]): void {
    for (const kept of all) {
      open.add(kept.update.update_id)
      if (line.behind(kept.turn) >= OF_ONE_MAX) {
        bot.log.debug({}, 'an update is dropped: too many of one person wait')
        void done([kept.update.update_id])
      } else line.run(kept.turn, () => carryOut(kept))
    }
  }

  const keep = coalesce<Update>(async all => {
    const { fresh, others: before } = await inbox.keep(await withTurns(all))
    for (const { id, turn } of elsewhere.unknown(before)) {
      const end = elsewhere.end(id)
      line.run(turn, async () => {
        const kept = await end
        if (kept !== undefined) await carryOut(kept)
      })
    }
    start(fresh)
  })

  async function withTurns(all: readonly Update[]): Promise<readonly ClaimedUpdate[]> {
    return Promise.all(
      all.map(async update => ({
        update,
        turn: laneOf(update, bot.username, await author(update))
      }))
    )
  }

  /** The person whom a reaction would tip. */
  async function author({ message_reaction: reaction }: Update): Promise<number | undefined> {
    if (reaction === undefined) return undefined
    const known = await inbox.author(reaction.chat.id, reaction.message_id)
    return (known as { from?: { id?: number } } | undefined)?.from?.id
  }

  return {
    async take(all) {
      if (all.length > 0) await keep(all)
      await line.below(WAITING_MAX)
    },
    async sweep() {
      await held.renew([...open])
      const left = await held.takeLeft()
      const strange = left.filter(({ update }) => !open.has(update.update_id))
      for (const { update } of strange) open.add(update.update_id)
      start(strange.filter(kept => !elsewhere.adopt(kept)))
      await inbox.forget()
    },
    async idle() {
      await line.below(0)
      await done([])
      if (untouched.length > 0) await held.giveBack(untouched).catch(() => undefined)
      await bot.board.idle()
    }
  }
}

/** Telegram is not there, or has no time for us. */
const isUnanswered = (error: unknown): boolean =>
  error instanceof HttpError ||
  (error instanceof GrammyError && (error.error_code === 429 || error.error_code >= 500))

/** Not the error itself: one from Telegram's API may contain the token. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const more =
    'description' in error && typeof error.description === 'string' ? error.description : ''
  return `${error.name} ${more}`
}
