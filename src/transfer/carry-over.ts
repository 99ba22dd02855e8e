// Moves balances from linked and closed accounts: a person whose account was linked with another
// (`account/links.ts`) takes along their balance, and everything that reaches the old account
// later, such as an open invoice that is paid or a hold that ends. What reaches a closed account
// goes to its owner in the same way.
import type { EntityManager } from '@mikro-orm/postgresql'
import { forEachCollecting } from '../core/each.ts'
import type { Id } from '../core/ids.ts'
import { query } from '../db/query.ts'
import { moveOut } from './close-account.ts'
import type { Send } from './deps.ts'

type Left = { readonly own: Id; readonly account: Id; readonly balance: string }

/**
 * For a schedule, in any number of processes: a balance that another process moves is not moved
 * twice.
 */
export async function carryOver(em: EntityManager, send: Send): Promise<void> {
  const left = await query<Left>(
    em,
    `select l.own, l.account, a.balance_msat::text as balance
     from link l join account a on a.id = l.own
     where l.state = 'joined' and a.balance_msat > 0
     union all
     select id, parent, balance_msat::text from account
     where closed_at is not null and balance_msat > 0 and parent is not null`
  )
  await forEachCollecting(left, async ({ own, account, balance }) =>
    moveOut(send, own, account, balance, 'JOIN')
  )
}
