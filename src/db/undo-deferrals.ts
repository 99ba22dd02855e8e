// Makes due again what a clock that was ahead has deferred, and ends the leases that it gave: the
// database's clock was set back since they were written.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Deferral } from '../core/deferral.ts'
import type { Job } from '../core/schedule.ts'
import type { DatabaseClock } from './clock.ts'
import { query } from './query.ts'

const EVERY_MS = 30_000
/** Less than this is no step, but a connection that was slow. */
const STEP_MS = 1_000
/** For a step that no process has seen: it has ended before, or began to look after it. */
const ANYWAY_MS = 600_000

/**
 * How far a time may lie ahead tells nothing of one that is deferred for seconds, if others are
 * deferred for an hour. So whoever sees the clock go back does not wait for that hour.
 */
export function undoDeferrals(
  em: EntityManager,
  all: readonly Deferral[],
  { date }: Pick<DatabaseClock, 'date'>
): Job {
  let before = -Infinity
  let doneAt = -Infinity
  return {
    name: 'undo what a clock that was ahead has deferred',
    everyMs: EVERY_MS,
    run: async () => {
      const at = date().getTime()
      const isBack = at < before - STEP_MS
      if (!isBack && at - doneAt < ANYWAY_MS) {
        before = at
        return
      }
      for (const one of all) await query(em, undo(one, isBack))
      before = at
      doneAt = at
    }
  }
}

/** Whoever works on a row meanwhile has written a better time. */
function undo({ table, column, atMost, where, ...more }: Deferral, isBack: boolean): string {
  const isTooFar = `${column} > now() + interval '${atMost}' and ${column} < 'infinity'`
  const isOff = isBack && more.ifBack !== undefined ? `(${isTooFar}) or (${more.ifBack})` : isTooFar
  return `update ${table} set ${column} = ${more.becomes ?? 'now()'} where ctid = any(array(
    select ctid from ${table} where ${where} and (${isOff}) for no key update skip locked))`
}
