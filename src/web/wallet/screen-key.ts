// The key of a screen: whatever is pressed on it, and however often, happens once.
import { keyOf, type Key } from '../../core/idempotency.ts'
import type { Id } from '../../core/ids.ts'
import type { Wallet } from './rooms.ts'

type What = 'deposit' | 'payment' | 'transfer'

export const keyFor = (account: Id, what: What, once: string, body: object): Key =>
  keyOf(account, `wallet ${what} ${once}`, { method: 'POST', path: `/wallet/${what}`, body })

/** What was already done with the screen's key. */
export const doneBefore = async (
  { claimed }: Pick<Wallet, 'claimed'>,
  account: Id,
  what: What,
  once: string
): Promise<Id | undefined> => claimed(keyFor(account, what, once, {}))
