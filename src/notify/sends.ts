// Sends due deliveries to webhooks concurrently: a slow receiver delays only its own.
import type { Id } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import type { Job } from '../core/schedule.ts'
import { judge } from './decide.ts'
import type { DueSend, DueSends } from './due-sends.ts'
import { send, type Sending } from './send.ts'

export type Sends = {
  /** Sends one now, and resolves when its receiver has answered or the time is up. */
  readonly now: (webhook: Id, event: Id) => Promise<void>
  readonly jobs: readonly Job[]
  readonly idle: () => Promise<void>
}

type Deps = Sending & {
  readonly due: DueSends
  readonly log: Pick<Log, 'warn'>
  /** Called when more may be due: what one look leaves, and what a receiver that is back gets. */
  readonly moreDue: () => void
}

const EVERY_MS = 1_000
const SOON_MS = 250
/** Concurrent deliveries to one receiver, in each process. */
const AT_ONCE = 16

export function sends(deps: Deps): Sends {
  const { due, clock, log, stop, moreDue } = deps
  const underWay = new Map<Id, Set<Promise<void>>>()

  async function pursue(one: DueSend): Promise<void> {
    const answer = await send(one, deps)
    const now = clock.date()
    const verdict = judge(answer, one.tries, now.getTime() - one.since.getTime())
    const status = answer.is === 'answered' ? answer.status : undefined
    await due.note(one, verdict, status, now)
    if (verdict.is === 'given_up' || verdict.is === 'gone')
      log.warn({ webhook: one.webhook.id, why: verdict.why }, 'a webhook was not told of an event')
  }

  /** After an error on our side the lease is left to expire: then the event is sent again. */
  function keep(one: DueSend): Promise<void> {
    const { id } = one.webhook
    const mine = underWay.get(id) ?? new Set()
    underWay.set(id, mine)
    const sending = pursue(one)
      .catch((error: unknown) => {
        if (!stop.aborted) log.warn({ webhook: id, error }, 'an event waits to be sent again')
      })
      .finally(() => {
        mine.delete(sending)
        if (mine.size === 0) underWay.delete(id)
        moreDue()
      })
    mine.add(sending)
    return sending
  }

  const isBusy = ([, mine]: readonly [Id, Set<unknown>]): boolean => mine.size >= AT_ONCE

  return {
    now: async (webhook, event) => {
      const one = await due.takeOne(webhook, event)
      if (one !== undefined) await keep(one)
    },
    jobs: [
      {
        name: 'send to webhooks',
        everyMs: EVERY_MS,
        soonMs: SOON_MS,
        run: async () => {
          const busy = [...underWay].filter(isBusy).map(([id]) => id)
          const taken = await due.take(clock.date(), busy)
          for (const one of taken) void keep(one)
          if (taken.length > 0) moreDue()
        }
      }
    ],
    idle: async () => {
      await Promise.all([...underWay.values()].flatMap(mine => [...mine]))
    }
  }
}
