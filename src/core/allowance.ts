// What the API key behind a request may spend. A request without a key, such as a Telegram user's,
// may spend the whole balance.
import { AppError } from './errors.ts'
import type { Id } from './ids.ts'
import type { Msat } from './msat.ts'

export type Allowance = {
  /** The key itself, so that requests waiting for approval end with it. */
  readonly by?: Id
  /** Budgets of the key and of the keys that created it: each counts everything it spends. */
  readonly budgets: readonly Id[]
  /** Limit per payment, purchase or transfer, without the network fee. */
  readonly maxPaymentMsat: Msat | undefined
  /** LApps it may buy from; undefined: all. */
  readonly lapps: readonly string[] | undefined
  /** Whether its owner may be asked to approve what exceeds its budgets. */
  readonly approval?: boolean
}

/** Checks the limit per payment only; budgets are counted by the ledger. */
export const isAllowed = (allowance: Allowance | undefined, amountMsat: Msat): boolean =>
  allowance?.maxPaymentMsat === undefined || amountMsat <= allowance.maxPaymentMsat

export const aboveCeiling = (allowance: Allowance | undefined, amountMsat: Msat): string =>
  `This is ${amountMsat} msat; this key pays at most ${allowance?.maxPaymentMsat ?? 0n} msat at once`

/** @throws {AppError} forbidden */
export function mustAllowLApp(allowance: Allowance | undefined, lapp: string): void {
  const allowed = allowance?.lapps
  if (allowed === undefined || allowed.includes(lapp)) return
  throw new AppError('forbidden', `This key buys from ${allowed.join(', ')} alone`)
}

/** Why a budget refuses it, and what would fit. */
export const overBudget = (totalMsat: Msat, leftMsat: Msat): string =>
  `It takes up to ${totalMsat} msat, fees and surcharge included; the budget of this key has ${leftMsat} msat left`
