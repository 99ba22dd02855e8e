// Partitions idempotency keys by week, so that old ones are dropped whole: they are the
// fastest-growing table.
import type { EntityManager } from '@mikro-orm/postgresql'

/** Weeks created in advance, so that a schedule that stalls for days stops nobody. */
const AHEAD = 4
/** Keys are kept for at least 30 days. */
const KEPT_DAYS = 31

/** Safe to run in every process at once; by the database's clock. */
export async function rotatePartitions(em: EntityManager): Promise<void> {
  await em.fork().transactional(async tx => {
    // One process at a time creates and drops; the others find the work done.
    await tx.execute(`select pg_advisory_xact_lock(hashtext('idempotency partitions'))`)
    for (const { week } of await tx.execute<{ week: string }[]>(WEEKS)) {
      await tx.execute(
        `create table if not exists idempotency_${week.replaceAll('-', '')} partition of idempotency
         for values from ('${week}T00:00:00Z') to (timestamptz '${week}T00:00:00Z' + interval '7 days')`
      )
    }
    for (const { name } of await tx.execute<{ name: string }[]>(PAST)) {
      await tx.execute(`drop table ${name}`)
    }
  })
}

const WEEKS = `
  select to_char(date_trunc('week', now() at time zone 'UTC') + n * interval '7 days', 'YYYY-MM-DD') as week
  from generate_series(0, ${AHEAD}) n`

const PAST = `
  select inhrelid::regclass::text as name from pg_inherits
  where inhparent = 'idempotency'::regclass
    and to_date(right(inhrelid::regclass::text, 8), 'YYYYMMDD') + 7 < (now() - interval '${KEPT_DAYS} days')::date`
