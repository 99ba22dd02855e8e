// Closes a sub-account: moves its balance to its owner; after that it cannot start anything.
import type { EntityManager } from '@mikro-orm/postgresql'
import { AppError } from '../core/errors.ts'
import { keyOf } from '../core/idempotency.ts'
import { heldAccountOf, newId, showId, type Id } from '../core/ids.ts'
import { msat } from '../core/msat.ts'
import { markClosed, standingOf } from '../ledger/sub-accounts.ts'
import type { Send } from './deps.ts'

/** Somebody may keep paying into it meanwhile, but not for ever. */
const TRIES = 50

/** Idempotent. @throws {AppError} account_busy while some of its money is held */
export async function closeAccount(
  em: EntityManager,
  send: Send,
  account: Id,
  parent: Id
): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const now = await standingOf(em, account, heldAccountOf(account))
    if (now === undefined) throw new AppError('not_found', 'There is no such account')
    if (now.held !== '0') throw busy('something of it is held: wait for its payments to end')
    if (now.children !== '0') throw busy('it has sub-accounts that are open: close them first')
    if (now.balance !== '0') await moveOut(send, account, parent, now.balance, 'CLOSE', 'closed')
    else if (now.closed || (await markClosed(em, account, now.seq))) return
  }
  throw busy('money comes and goes all the time')
}

const busy = (why: string): AppError =>
  new AppError('account_busy', `The account was not closed: ${why}`)

/** The balance may be smaller by now: the next read shows it. */
export async function moveOut(
  send: Send,
  account: Id,
  receiver: Id,
  balance: string,
  method: 'CLOSE' | 'JOIN',
  memo?: string
): Promise<void> {
  const to = showId('acc', receiver)
  const key = keyOf(account, newId(), { method, path: '/', body: to })
  const amountMsat = msat(BigInt(balance))
  const request = { to, amountMsat, memo, expiresInSeconds: undefined }
  try {
    await send(account, key, request)
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'insufficient_balance')) throw error
  }
}
