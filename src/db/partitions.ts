// Partitions idempotency keys by week, so that old ones are dropped whole: they are the
// fastest-growing table.
import type { EntityManager } from '@mikro-orm/postgresql'

/** Weeks created in advance, so that a schedule that stalls for days stops nobody. */
const AHEAD = 4
/** Keys are kept for at least 30 days. */
const KEPT_DAYS = 31

/** A month is not over before this many later weeks had keys, whatever the clock says. */
const LATER_WEEKS = 4

/**
 * Safe to run in every process at once; by the database's clock. Cheap when nothing is to be done:
 * it runs each minute, since a clock that is set weeks ahead finds no partition for its keys.
 */
export async function rotatePartitions(em: EntityManager): Promise<void> {
  await em.fork().transactional(async tx => {
    // One process at a time creates and drops; the others find the work done.
    await tx.execute(`select pg_advisory_xact_lock(hashtext('idempotency partitions'))`)
    for (const { week } of await tx.execute<{ week: string }[]>(MISSING)) {
      await tx.execute(
        `create table idempotency_${week.replaceAll('-', '')} partition of idempotency
         for values from ('${week}T00:00:00Z') to (timestamptz '${week}T00:00:00Z' + interval '7 days')`
      )
    }
    for (const name of await over(tx)) await tx.execute(`drop table ${name}`)
  })
}

/**
 * A clock that jumps ahead for a minute makes every week a past one, and a repeat of yesterday's
 * request would move money again. So time has passed only if keys came in the weeks since.
 */
async function over(tx: EntityManager): Promise<readonly string[]> {
  const weeks = await tx.execute<{ name: string; past: boolean }[]>(NEWEST_FIRST)
  if (!weeks.some(({ past }) => past)) return []
  const isUsed = weeks.map(({ name }) => `select from ${name}`).join('), exists(')
  const [row] = await tx.execute<{ used: boolean[] }[]>(`select array[exists(${isUsed})] as used`)
  let later = 0
  return weeks.flatMap(({ name, past }, n) => {
    const used = row?.used[n] !== false
    const isOver = past && (!used || later >= LATER_WEEKS)
    if (used) later += 1
    return isOver ? [name] : []
  })
}

const MISSING = `
  select week from (
    select to_char(date_trunc('week', now() at time zone 'UTC') + n * interval '7 days', 'YYYY-MM-DD') as week
    from generate_series(0, ${AHEAD}) n) weeks
  where to_regclass('idempotency_' || replace(week, '-', '')) is null`

const NEWEST_FIRST = `
  select name, to_date(right(name, 8), 'YYYYMMDD') + 7 < (now() - interval '${KEPT_DAYS} days')::date as past
  from (select inhrelid::regclass::text as name from pg_inherits
    where inhparent = 'idempotency'::regclass) weeks
  order by right(name, 8) desc`
