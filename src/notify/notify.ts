// Notifies people of what happened to their money: at least once, in order, and all that happens to
// an account within a second together.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Clock } from '../core/clock.ts'
import type { Id } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import { wokenLoop, type Wake } from '../core/wake.ts'
import { outbox, type AccountEvent } from './outbox.ts'

export type Deps = {
  readonly em: EntityManager
  readonly clock: Pick<Clock, 'sleep'>
  readonly log: Pick<Log, 'warn'>
  /** Rings when this process has written to the ledger; rung here for what a look left. */
  readonly wake: Wake
  /** Rejects if they could not be notified now: tried again when the lease expires. */
  readonly tell: (account: Id, events: readonly AccountEvent[]) => Promise<void>
}

/** The first for what other processes wrote, and for what is told again. */
const PACE = { everyMs: 1_000, soonMs: 200 }

/** What a chat accepts without complaint: one message a second. */
const PAUSE_MS = 1_000

/** Runs until the signal aborts; resolves when notifications in progress are sent. */
export async function notify(deps: Deps, stop: AbortSignal): Promise<void> {
  const { clock, log, wake } = deps
  const box = outbox(deps.em)
  const busy = new Map<Id, Promise<void>>()

  async function tell(account: Id, events: readonly AccountEvent[]): Promise<void> {
    try {
      await deps.tell(account, events)
      await box.told(events.map(({ id }) => id))
    } catch (error) {
      log.warn({ account, reason: nameOf(error) }, 'news wait to be told again')
    }
    await clock.sleep(PAUSE_MS, stop)
    busy.delete(account)
    // Of what was written meanwhile nothing was taken.
    wake.ring()
  }

  await wokenLoop({ clock, wake, stop }, PACE, async () => {
    const taken = await box.take([...busy.keys()]).catch((error: unknown) => {
      log.warn({ reason: nameOf(error) }, 'the outbox cannot be read')
      return []
    })
    // There may be more than were taken at once.
    if (taken.length > 0) wake.ring()
    for (const [account, events] of Map.groupBy(taken, ({ account }) => account)) {
      busy.set(
        account,
        tell(
          account,
          events.toSorted((a, b) => (a.id < b.id ? -1 : 1))
        )
      )
    }
  })
  await Promise.all(busy.values())
}

/** Only the error's name, never the whole error: one of a bot may contain its token. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown')
