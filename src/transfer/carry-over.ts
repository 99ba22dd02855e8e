// Moves balances from linked and closed accounts: a person whose account was linked with another
// (`account/links.ts`) takes along their balance, and everything that reaches the old account
// later, such as an open invoice that is paid or a hold that ends. What reaches a closed account
// goes to its owner in the same way.
import type { EntityManager } from '@mikro-orm/postgresql'
import { forEachCollecting } from '../core/each.ts'
import { AppError } from '../core/errors.ts'
import { keyOf } from '../core/idempotency.ts'
import { newId, showId, type Id } from '../core/ids.ts'
import { msat } from '../core/msat.ts'
import { query } from '../db/query.ts'
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
  await forEachCollecting(left, async ({ own, account, balance }) => {
    const request = {
      to: showId('acc', account),
      amountMsat: msat(BigInt(balance)),
      memo: undefined,
      expiresInSeconds: undefined
    }
    const key = keyOf(own, newId(), { method: 'JOIN', path: '/', body: request.to })
    try {
      await send(own, key, request)
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'insufficient_balance')) throw error
    }
  })
}
