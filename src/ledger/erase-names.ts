// Takes what an account is called away from it and from its holds, and closes it; no money moves.
import type { EntityManager } from '@mikro-orm/postgresql'
import { heldAccountOf, type Id } from '../core/ids.ts'
import { query } from '../db/query.ts'

export async function eraseNames(em: EntityManager, account: Id): Promise<void> {
  await query(
    em,
    `update account set name = '(erased)', external_id = null, metadata = null,
       closed_at = case when kind = 'user' then coalesce(closed_at, now()) else closed_at end
     where id in (?, ?)`,
    [account, heldAccountOf(account)]
  )
}
