// Polls the deposits of one source in turns that all processes share. This is how payments are
// found; notices only make it faster.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Clock } from '../core/clock.ts'
import type { Id } from '../core/ids.ts'
import { pollingLoop } from '../core/polling-loop.ts'
import { openWake } from '../core/wake.ts'
import type { Deferral } from '../core/deferral.ts'
import { query } from '../db/query.ts'
import type { Bell } from './bell.ts'
import { look, type Deps, type Seen } from './look.ts'
import { pauseAfter } from './pace.ts'
import type { Polled, Source } from './source.ts'
import type { Waiting } from './waiting.ts'

export type Poll = Deps & {
  readonly bell: Bell
  readonly waiting: Pick<Waiting, 'looked' | 'failed'>
  readonly clock: Pick<Clock, 'sleep'>
  readonly pace?: Partial<Pace>
}

type Pace = {
  /** How often to check whether anything is due. */
  readonly idleMs: number
  /** Delay after a source that did not answer. */
  readonly retryMs: number
}

const PACE: Pace = { idleMs: 1_000, retryMs: 2_000 }

/** Longer than a look takes; after a crash, the time until another process looks. */
const LEASE = `interval '30 seconds'`

/** Put off as in `pace`; or for ever, but not before its source stops looking. */
export const LOOKS: Deferral = {
  table: 'deposit_look',
  column: 'next_at',
  atMost: '1 hour',
  where: 'true',
  ifBack: `next_at > now() and (next_at < 'infinity' or until > now())`
}

/** Ends only when the signal aborts. */
export async function poll(
  deps: Poll,
  source: Source & { readonly polled: Polled },
  signal: AbortSignal
): Promise<void> {
  const ring = (invoice: string): void => {
    // If the database is unavailable, the next poll finds it.
    deps.bell.ring(source.method, invoice).catch(() => undefined)
  }
  await Promise.all([turns(deps, source, signal), source.polled.listen?.(ring, signal)])
}

async function turns(
  deps: Poll,
  source: Source & { readonly polled: Polled },
  signal: AbortSignal
): Promise<void> {
  const pace = { ...PACE, ...deps.pace }
  const wake = openWake()
  const end = deps.bell.onRing(source.method, wake.ring)
  await pollingLoop(deps.clock, signal, async () => {
    const heard = wake.next()
    const pause = await turn(deps, source).then(
      found => {
        if (found > 0) deps.waiting.looked(source.method)
        return found > 0 ? 0 : pace.idleMs
      },
      (error: unknown) => {
        deps.waiting.failed(source.method)
        if (!signal.aborted) deps.log.warn({ error, source: source.method }, AWAY)
        return pace.retryMs
      }
    )
    if (pause > 0) await deps.clock.sleep(pause, AbortSignal.any([signal, heard]))
    return 0
  })
  end()
}

const AWAY = 'deposits wait for their source, the node or the database'

type Taken = {
  readonly id: Id
  readonly rings: string
  readonly age: string
  readonly left: string | null
  readonly rung: boolean
}

/**
 * One turn: takes what is due, looks it up and schedules the next look; returns how many there
 * were.
 */
async function turn(deps: Poll, source: Source & { readonly polled: Polled }): Promise<number> {
  const taken = await take(deps.em, source)
  if (taken.length === 0) return 0
  let seen: ReadonlyMap<Id, Seen> = new Map()
  try {
    const due = taken.map(({ id, rung }) => ({ deposit: id, stirred: rung }))
    seen = await look(deps, source, due)
  } finally {
    await putBack(deps.em, taken, seen)
  }
  return taken.length
}

const take = async (
  em: EntityManager,
  { method, polled: { atOnce } }: Source & { readonly polled: Polled }
): Promise<readonly Taken[]> =>
  query<Taken>(
    em,
    `with due as (
       select id from deposit_look where source = ? and next_at <= now()
       order by next_at limit ? for update skip locked)
     update deposit_look l set next_at = now() + ${LEASE} from due, deposit d
     where l.id = due.id and d.id = due.id
     returning l.id, l.rings::text, l.rings > l.looked_rings as rung,
       extract(epoch from now() - d.created_at)::text as age,
       extract(epoch from l.until - now())::text as left`,
    [method, atOnce]
  )

/**
 * A deposit whose bell rang meanwhile is due at once: the look may be older than the ring. Locked
 * in the order of the committer, which else may wait for us while we wait for it.
 */
async function putBack(
  em: EntityManager,
  taken: readonly Taken[],
  seen: ReadonlyMap<Id, Seen>
): Promise<void> {
  const pauses = taken.map(({ id, age, left }) =>
    pauseAfter(seen.get(id) ?? 'unseen', Number(age), left === null ? Infinity : Number(left))
  )
  await query(
    em,
    `update deposit_look l set looked_rings = case when t.seen then t.rings else l.looked_rings end,
       next_at = case when l.rings > t.rings then now()
         when t.pause is null then 'infinity'::timestamptz
         else now() + make_interval(secs => t.pause) end
     from (select o.id, t.rings, t.pause, t.seen from deposit_look o
       join unnest(?::uuid[], ?::bigint[], ?::float8[], ?::bool[]) as t(id, rings, pause, seen)
         on o.id = t.id order by o.id for no key update of o) t
     where l.id = t.id`,
    [
      `{${taken.map(({ id }) => id).join()}}`,
      `{${taken.map(({ rings }) => rings).join()}}`,
      `{${pauses.map(pause => pause ?? 'null').join()}}`,
      `{${taken.map(({ id }) => seen.has(id) && seen.get(id) !== 'unseen').join()}}`
    ]
  )
}
