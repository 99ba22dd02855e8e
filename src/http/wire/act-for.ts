// `Gateway-Account: acc_…`: lets the owner of a sub-account do with it what the sub-account's own
// key could.
import type { FastifyRequest } from 'fastify'
import type { Accounts } from '../../account/accounts.ts'
import type { Caller } from '../../account/keys.ts'
import { AppError } from '../../core/errors.ts'
import { parse } from '../../core/ids.ts'

/**
 * Spending counts towards the key that is used. A closed sub-account can still be read.
 * @throws {AppError} not_found for an account that is not the owner's
 */
export async function actFor(
  request: FastifyRequest,
  caller: Caller,
  accounts: () => Pick<Accounts, 'standing'>
): Promise<Caller> {
  const shown = request.headers['gateway-account']
  if (shown === undefined) return caller
  const id = typeof shown === 'string' ? parse('acc', shown) : undefined
  if (id === caller.account) return caller
  const standing = id && (await accounts().standing(id))
  if (!id || standing?.parent !== caller.account) {
    throw new AppError('not_found', 'Gateway-Account is no sub-account of the account of this key')
  }
  if (standing.isClosed && request.method !== 'GET') {
    throw new AppError('not_found', 'The account in Gateway-Account is closed')
  }
  // An operator's scope does not extend to a sub-account.
  return { ...caller, account: id, scopes: caller.scopes.filter(scope => scope !== 'admin') }
}
