// A payment to be made, with everything that the ledger holds and keeps of it.
import type { Allowance } from '../core/allowance.ts'
import type { Id } from '../core/ids.ts'
import type { Key } from '../core/idempotency.ts'
import type { Metadata } from '../core/metadata.ts'
import type { Msat } from '../core/msat.ts'
import type { Guard } from '../ledger/unit.ts'
import type { Payable } from './invoice.ts'
import type { SuccessAction } from './lnurl/success-action.ts'

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
