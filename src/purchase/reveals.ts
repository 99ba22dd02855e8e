// Shows delivered secrets on a page once, whoever asks and however often.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Id } from '../core/ids.ts'
import { query } from '../db/query.ts'

export type Reveals = {
  readonly isGone: (purchase: Id) => Promise<boolean>
  /** True the first time. */
  readonly take: (purchase: Id) => Promise<boolean>
}

export const reveals = (em: EntityManager): Reveals => ({
  async isGone(purchase) {
    const sql = 'select 1 as one from shown_secret where purchase = ?'
    return (await query(em, sql, [purchase])).length > 0
  },
  async take(purchase) {
    const sql =
      'insert into shown_secret (purchase) values (?) on conflict do nothing returning 1 as one'
    return (await query(em, sql, [purchase])).length > 0
  }
})
