// What the key behind a request may spend. A request without one, such as a person's of Telegram,
// may spend all that its account has.
import { AppError } from './errors.ts'
import type { Id } from './ids.ts'
import type { Msat } from './msat.ts'

export type Allowance = {
  /** Its own and those of the keys that it was made by: each counts all that goes out. */
  readonly budgets: readonly Id[]
  /** Of one payment, purchase or transfer, without the fee of the network. */
  readonly maxPaymentMsat: Msat | undefined
  /** From which it may buy; undefined: from all. */
  readonly lapps: readonly string[] | undefined
}

/** By the ceiling of one payment; the budgets are the ledger's to count. */
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

/** Why a budget does not let it go out, and what would. */
export const overBudget = (totalMsat: Msat, leftMsat: Msat): string =>
  `It takes up to ${totalMsat} msat, fees and surcharge included; the budget of this key has ${leftMsat} msat left`
