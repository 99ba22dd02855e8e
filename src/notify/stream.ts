// Streams an account's events: one reader per process serves all subscribers, and slow ones are
// dropped. The database orders events, so a client may come back to any process.
import type { Clock } from '../core/clock.ts'
import type { Id } from '../core/ids.ts'
import type { Job } from '../core/schedule.ts'
import { bodyOf, eventName, type Present } from './body.ts'
import type { EventLog, LoggedEvent } from './event-log.ts'

export type Told = { readonly id: string; readonly type: string; readonly body: string }

export type Stream = {
  /**
   * Follows events from now on, or after the given one, a batch each time its reader asks.
   * Undefined if that event is not kept.
   */
  readonly follow: (
    account: Id,
    after: Id | undefined,
    over: AbortSignal
  ) => Promise<AsyncGenerator<readonly Told[], void> | undefined>
  readonly jobs: readonly Job[]
}

type Deps = {
  readonly log: EventLog
  readonly present: Present
  readonly clock: Pick<Clock, 'date'>
  /** Called when there may be deliveries to send. */
  readonly enqueued: () => void
}

type Entry = LoggedEvent & { readonly at: bigint; told?: Promise<Told> }

/** Every event read here has a position. */
const placeOf = ({ position }: LoggedEvent): bigint => BigInt(position ?? 0)

/** For events that other processes wrote. */
const EVERY_MS = 500
const SOON_MS = 100
const LISTEN_EVERY_MS = 60_000
/** Events kept in memory for followers; those further behind read the database. */
const KEPT = 5_000
const LOT = 100

export function stream({ log, present, clock, enqueued }: Deps): Stream {
  /** Every event after `floor` and up to `head`, oldest first. */
  const lately: Entry[] = []
  let floor = 0n
  let head: bigint | undefined
  const followed = new Set<{ readonly account: Id }>()
  const waiting = new Set<() => void>()

  const wake = (): void => {
    for (const one of waiting) one()
    waiting.clear()
  }

  async function read(): Promise<void> {
    if (await log.enqueue(clock.date())) enqueued()
    if (followed.size === 0) {
      head = undefined
      lately.length = 0
      return
    }
    if (head === undefined) {
      head = await log.head()
      floor = head
    }
    for (let full = true; full;) {
      const found = await log.after(head, KEPT)
      lately.push(...found.map(event => ({ ...event, at: placeOf(event) })))
      head = lately.at(-1)?.at ?? head
      for (const gone of lately.splice(0, Math.max(0, lately.length - KEPT))) floor = gone.at
      full = found.length === KEPT
    }
    wake()
  }

  const tell = async (event: LoggedEvent): Promise<Told> => ({
    id: eventName(event.id),
    type: event.type,
    body: await bodyOf(event, present)
  })

  /** Events known in memory after `at`; undefined if they do not reach back that far. */
  function remembered(account: Id, at: bigint): readonly Entry[] | undefined {
    if (head === undefined || at < floor) return undefined
    const from = lately.findLastIndex(one => one.at <= at) + 1
    return lately
      .slice(from)
      .filter(one => one.account === account || one.owner === account)
      .slice(0, LOT)
  }

  async function* lots(account: Id, from: bigint, over: AbortSignal) {
    const mine = { account }
    followed.add(mine)
    over.addEventListener('abort', wake, { once: true })
    try {
      for (let at = from; !over.aborted;) {
        const upTo = head ?? at
        const found = remembered(account, at) ?? (await log.after(at, LOT, account))
        const last = found.at(-1)
        if (last === undefined) {
          // `upTo` was read before the query: nothing up to it is this account's.
          if (upTo > at) at = upTo
          await new Promise<void>(resolve => waiting.add(resolve))
          continue
        }
        yield await Promise.all(found.map(one => told(one)))
        at = placeOf(last)
      }
    } finally {
      followed.delete(mine)
      over.removeEventListener('abort', wake)
    }
  }

  /** Serialised once for all followers; after an error the next one tries again. */
  function told(event: LoggedEvent | Entry): Promise<Told> {
    if (!('at' in event)) return tell(event)
    event.told ??= tell(event).catch((error: unknown) => {
      delete event.told
      throw error
    })
    return event.told
  }

  /** Who follows for longer than listeners are kept is heard on. */
  async function listenOn(): Promise<void> {
    const accounts = new Set([...followed].map(({ account }) => account))
    for (const account of accounts) await log.listen(account)
  }

  return {
    async follow(account, after, over) {
      await log.listen(account)
      const before = after === undefined ? undefined : await log.find(account, after)
      if (after !== undefined && before === undefined) return undefined
      const from = before === undefined ? await log.head() : placeOf(before)
      return lots(account, from, over)
    },
    jobs: [
      { name: 'hand out events', everyMs: EVERY_MS, soonMs: SOON_MS, run: read },
      { name: 'listen for followers', everyMs: LISTEN_EVERY_MS, run: listenOn }
    ]
  }
}
