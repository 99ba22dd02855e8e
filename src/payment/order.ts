// A payment as it is asked for, and as it is ordered: with its invoice, and all that the ledger
// holds and keeps of it.
import { overBudget, type Allowance } from '../core/allowance.ts'
import { AppError } from '../core/errors.ts'
import type { Key } from '../core/idempotency.ts'
import type { Id } from '../core/ids.ts'
import type { Metadata } from '../core/metadata.ts'
import { add, type Msat } from '../core/msat.ts'
import type { Guard } from '../ledger/unit.ts'
import type { Payable } from './invoice/payable.ts'
import type { InvoiceFor } from './lnurl/invoice-for.ts'
import type { SuccessAction } from './lnurl/success-action.ts'

/** What is asked for when a payment is opened. */
export type PaymentRequest = {
  readonly account: Id
  readonly key: Key
  readonly destination: string
  readonly amountMsat: Msat | undefined
  readonly maxFeeMsat: Msat | undefined
  readonly comment: string | undefined
  readonly metadata?: Metadata | undefined
  readonly allowance?: Allowance | undefined
  /** The result of `prepare` for the same destination, amount and comment. */
  readonly prepared?: InvoiceFor | undefined
  /** What is true from the moment at which the money is held. */
  readonly also?: PaymentOrder['also']
  /** Throws where what the key was claimed for, and is no payment yet, must not be begun. */
  readonly waits?: ((id: Id) => Promise<void>) | undefined
}

/** What is to be paid, once the invoice is known and checked. */
export type PaymentOrder = {
  readonly id: Id
  readonly account: Id
  readonly invoice: Payable
  readonly maxFeeMsat: Msat
  readonly surchargeMsat: Msat
  readonly comment: string | undefined
  /** The service's success action, shown once it is paid. */
  readonly successAction?: SuccessAction | undefined
  readonly metadata?: Metadata | undefined
  readonly purchase: Id | undefined
  readonly holds: boolean
  readonly key: Key | undefined
  readonly allowance?: Allowance | undefined
  /** Guards committed together with the hold: the purchase that it pays for. */
  readonly also: readonly Guard[]
}

/** The refusal of a payment that a budget has no room for, with the payment it would have been. */
export class OverBudget extends AppError {
  readonly order: PaymentOrder
  /** The budget that is used up, by the id of its key. */
  readonly budget: Id

  constructor(order: PaymentOrder, budget: Id, leftMsat: Msat) {
    const total = add(order.invoice.amountMsat, order.maxFeeMsat, order.surchargeMsat)
    super('budget_exceeded', overBudget(total, leftMsat))
    this.order = order
    this.budget = budget
  }
}
