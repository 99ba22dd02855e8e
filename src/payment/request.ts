// What is asked for when a payment is opened.
import type { Allowance } from '../core/allowance.ts'
import type { Key } from '../core/idempotency.ts'
import type { Id } from '../core/ids.ts'
import type { Metadata } from '../core/metadata.ts'
import type { Msat } from '../core/msat.ts'
import type { InvoiceFor } from './lnurl/invoice-for.ts'
import type { PaymentOrder } from './order.ts'

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
