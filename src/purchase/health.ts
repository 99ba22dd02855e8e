// Tracks how each LApp performs with real purchases; pauses one that keeps failing, with a reason,
// and resumes it automatically.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Clock } from '../core/clock.ts'
import type { Log } from '../core/log.ts'
import { query } from '../db/query.ts'
import type { LApps } from '../lapps/registry.ts'
import type { Answer } from '../lapps/process/results.ts'
import { failed, pausedUntil, type FailureStreak } from './failure-streak.ts'

export type Health = {
  readonly state: 'unknown' | 'good' | 'failing' | 'paused'
  /** The share of the last day's paid purchases that was delivered. */
  readonly successRate: number | null
  /** The median time from order to delivery over the last day. */
  readonly latencyMs: number | null
  readonly why: string | null
}

export type Healths = {
  of(lapp: string): Health
  /** Measures the purchases of the last day. */
  measure(): Promise<void>
  /** The same LApps, with those that keep failing marked as paused. */
  watch(lapps: LApps): LApps
}

type Measured = { readonly good: number; readonly bad: number; readonly latencyMs: number | null }
type Deps = {
  readonly em: EntityManager
  readonly clock: Clock
  readonly log: Log
}

/** Below this share of deliveries a LApp is reported as failing. */
const GOOD_SHARE = 0.9

export function healths({ em, clock, log }: Deps): Healths {
  const streaks = new Map<string, FailureStreak>()
  let measured = new Map<string, Measured>()

  /** Orders and deliveries are counted separately: a good invoice is no delivery. */
  function note(lapp: string, call: string, order: string, why: string | undefined): void {
    const kind = `${lapp} ${call === 'deliver' ? 'deliveries' : 'orders'}`
    if (why === undefined) streaks.delete(kind)
    else {
      const before = streaks.get(kind)
      const streak = failed(before, order, why, clock.now())
      streaks.set(kind, streak)
      if (streak !== before && pausedUntil(streak) > clock.now())
        log.warn({ lapp, call, why }, 'a LApp is paused')
    }
  }

  function pause(lapp: string): FailureStreak | undefined {
    return ['deliveries', 'orders']
      .map(kind => streaks.get(`${lapp} ${kind}`))
      .find(streak => streak !== undefined && pausedUntil(streak) > clock.now())
  }

  return {
    of(lapp) {
      const { good = 0, bad = 0, latencyMs = null } = measured.get(lapp) ?? {}
      const all = good + bad
      const successRate = all === 0 ? null : good / all
      const numbers = { successRate, latencyMs }
      const paused = pause(lapp)
      if (paused !== undefined) return { ...numbers, state: 'paused', why: paused.why }
      if (successRate === null) return { ...numbers, state: 'unknown', why: null }
      return { ...numbers, state: successRate < GOOD_SHARE ? 'failing' : 'good', why: null }
    },
    async measure() {
      measured = await lastDay(em, clock.date())
    },
    watch: lapps => ({
      ...lapps,
      find(id) {
        const card = lapps.find(id)
        const paused = card?.status === 'active' ? pause(id) : undefined
        return card === undefined || paused === undefined
          ? card
          : { ...card, status: 'paused', why: paused.why }
      },
      async ask(id, call, args, options) {
        const answer = await lapps.ask(id, call, args, options)
        const why = fault(answer)
        if (why !== 'neither') note(id, call, args.order.key, why)
        return answer
      }
    })
  }
}

/** undefined: it worked as it should; a refusal counts as an answer, too. */
function fault(answer: Answer<unknown>): string | undefined {
  if (answer.is !== 'unavailable') return undefined
  if (answer.excused === true) return 'neither'
  switch (answer.because) {
    case 'upstream':
      return answer.why
    case 'bug':
    case 'time':
      return 'It does not answer as it should.'
    // Not the LApp's fault.
    case 'busy':
    case 'setup':
    case 'cancelled':
    case 'resting':
      return 'neither'
  }
}

type Row = { lapp: string; good: string; bad: string; ms: number | null }

/** Selected by id, since ids begin with their time: needs no index of its own. */
async function lastDay(em: EntityManager, now: Date): Promise<Map<string, Measured>> {
  const since = (now.getTime() - 86_400_000).toString(16).padStart(12, '0')
  const from = `${since.slice(0, 8)}-${since.slice(8)}-7000-8000-000000000000`
  const rows: Row[] = await query(
    em,
    `select b.lapp,
       count(*) filter (where b.delivery in ('none', 'ready'))::text as good,
       count(*) filter (where b.delivery = 'failed')::text as bad,
       percentile_cont(0.5) within group (order by
         extract(epoch from coalesce(b.delivered_at, p.finished_at) - b.created_at) * 1000)
         filter (where b.delivery in ('none', 'ready')) as ms
     from purchase b join payment p on p.id = b.payment
     where b.id >= ? and b.state = 'ordered' and p.state = 'settled' group by b.lapp`,
    [from]
  )
  return new Map(
    rows.map(({ lapp, good, bad, ms }) => [
      lapp,
      { good: Number(good), bad: Number(bad), latencyMs: ms === null ? null : Math.round(ms) }
    ])
  )
}
