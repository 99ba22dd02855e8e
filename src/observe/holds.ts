// Ages and total of the holds of unfinished payments.
import type { EntityManager } from '@mikro-orm/postgresql'
import { query } from '../db/query.ts'

export type Holds = {
  /** Upper bound of their age; undefined: older than all the others. */
  readonly seconds: number | undefined
  readonly count: number
  /** Sum of amounts, fee ceilings and surcharges. */
  readonly heldMsat: bigint
}

const AGES = [60, 600, 3_600, 86_400] as const

const BY_AGE = `
  select width_bucket(extract(epoch from now() - created_at)::int, array[${AGES.join()}]) as age,
    count(*)::int as count, sum(amount_msat + max_fee_msat + surcharge_msat)::text as held
  from payment where state in ('held', 'sent') group by age order by age`

export async function holdsByAge(em: EntityManager): Promise<readonly Holds[]> {
  const rows = await query<{ age: number; count: number; held: string }>(em, BY_AGE)
  return rows.map(({ age, count, held }) => ({
    seconds: AGES[age],
    count,
    heldMsat: BigInt(held)
  }))
}
