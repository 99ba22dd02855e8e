// The refusal of a payment that a budget has no room for, with the payment that it would have been.
import { overBudget } from '../core/allowance.ts'
import { AppError } from '../core/errors.ts'
import type { Id } from '../core/ids.ts'
import { add, type Msat } from '../core/msat.ts'
import type { PaymentOrder } from './order.ts'

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
