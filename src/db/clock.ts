// The database's time without asking for it each time: what it said last, and how long ago that is
// by a clock that never jumps. All gateways of a database share it, whatever their own clocks say.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Clock } from '../core/clock.ts'
import type { Job } from '../core/schedule.ts'
import { query } from './query.ts'

export type DatabaseClock = Pick<Clock, 'date'> & { readonly job: Job }

const EVERY_MS = 1_000
/** An answer that took longer says too little of when it was given. */
const SLOW_MS = 500

/** Asks once before it returns. */
export async function databaseClock(
  em: EntityManager,
  { now }: Pick<Clock, 'now'>
): Promise<DatabaseClock> {
  const read = async () => {
    const asked = now()
    const ms = await databaseMs(em)
    const took = now() - asked
    return { aheadMs: ms - asked - took / 2, isSlow: took > SLOW_MS }
  }
  let { aheadMs } = await read()
  return {
    date: () => new Date(now() + aheadMs),
    job: {
      name: 'read the clock of the database',
      everyMs: EVERY_MS,
      run: async () => {
        const found = await read()
        if (!found.isSlow) aheadMs = found.aheadMs
      }
    }
  }
}

async function databaseMs(em: EntityManager): Promise<number> {
  const sql = 'select floor(extract(epoch from clock_timestamp()) * 1000)::text as ms'
  const [row] = await query<{ ms: string }>(em, sql)
  return Number(row?.ms)
}
