// The key of a screen: whatever is pressed on it, and however often, happens once.
import { AppError } from '../../core/errors.ts'
import { keyOf, type Key } from '../../core/idempotency.ts'
import type { Id } from '../../core/ids.ts'
import type { Wallet } from './rooms.ts'

type What = 'deposit' | 'payment' | 'transfer'

/** A screen that was not there before. */
export const newOnce = ({ random }: Pick<Wallet, 'random'>): string => random(16).toString('hex')

/** @throws {AppError} for what no screen of ours has sent */
export function onceOf(text: string | undefined): string {
  if (text !== undefined && /^[0-9a-f]{32}$/.test(text)) return text
  throw new AppError('invalid_request', 'Open the page anew')
}

export const keyFor = (account: Id, what: What, once: string, body: object): Key =>
  keyOf(account, `wallet ${what} ${once}`, { method: 'POST', path: `/wallet/${what}`, body })

/** What the screen has done already. */
export const doneBefore = async (
  { claimed }: Pick<Wallet, 'claimed'>,
  account: Id,
  what: What,
  once: string
): Promise<Id | undefined> => claimed(keyFor(account, what, once, {}))
