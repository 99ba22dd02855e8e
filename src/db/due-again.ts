// Makes due again what a clock that was ahead has put off, and ends the leases that it gave: the
// database's clock was set back since they were written.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { PutOff } from '../core/put-off.ts'
import type { Job } from '../core/schedule.ts'
import { databaseMs } from './clock.ts'
import { query } from './query.ts'

const EVERY_MS = 30_000
/** Less than this is no step, but a connection that was slow. */
const STEP_MS = 1_000

/**
 * How far a time may lie ahead tells nothing of one that is put off for seconds, if others are put
 * off for an hour. So whoever sees the clock go back does not wait for that hour.
 */
export function dueAgain(
  em: EntityManager,
  all: readonly PutOff[],
  clock: () => Promise<number> = async () => databaseMs(em)
): Job {
  let before = -Infinity
  return {
    name: 'make due what was put off',
    everyMs: EVERY_MS,
    run: async () => {
      const at = await clock()
      const isBack = at < before - STEP_MS
      for (const one of all) await query(em, bringBack(one, isBack))
      before = at
    }
  }
}

/** Whoever works on a row meanwhile has written a better time. */
function bringBack({ table, column, atMost, where, ...more }: PutOff, isBack: boolean): string {
  const isTooFar = `${column} > now() + interval '${atMost}' and ${column} < 'infinity'`
  const isOff = isBack && more.ifBack !== undefined ? `(${isTooFar}) or (${more.ifBack})` : isTooFar
  return `update ${table} set ${column} = ${more.becomes ?? 'now()'} where ctid = any(array(
    select ctid from ${table} where ${where} and (${isOff}) for no key update skip locked))`
}
