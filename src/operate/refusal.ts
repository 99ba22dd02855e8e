// Why an operator's decision about an account is refused, by us or by the ledger.
import type { EntityManager } from '@mikro-orm/postgresql'
import { AppError } from '../core/errors.ts'
import type { Id } from '../core/ids.ts'
import { query } from '../db/query.ts'
import type { Refused } from '../ledger/unit.ts'

/** @throws {AppError} A house account is nobody's: money cannot be given to it, or taken. */
export async function mustBeUser(em: EntityManager, account: Id): Promise<void> {
  const sql = `select 1 from account where id = ? and kind = 'user'`
  const [owner] = await query<object>(em, sql, [account])
  if (owner === undefined) throw noAccount()
}

const noAccount = (): AppError => new AppError('recipient_unknown', 'There is no such account.')

/** @param differs what to say where somebody else was faster, and the row is in that state */
export function refusal(why: Refused, differs: (state: string | null) => string): AppError {
  switch (why.is) {
    case 'insufficient_balance':
      return new AppError('insufficient_balance', `The account has ${why.balanceMsat} msat only.`)
    case 'account_unknown':
      return noAccount()
    case 'state_differs':
      return new AppError('invalid_request', differs(why.state))
    case 'constraint':
    case 'key_taken':
    case 'hash_taken':
    case 'no_room':
    case 'budget_exceeded':
      return new AppError('internal', 'the ledger refused it; nothing was booked', [], why)
    default:
      return why satisfies never
  }
}
