// The public view of a purchase: the order, its payment and its delivery in one.
import type { Id } from '../core/ids.ts'
import type { Metadata } from '../core/metadata.ts'
import type { Msat } from '../core/msat.ts'
import type { Payment } from '../payment/view.ts'
import type { PurchaseRow } from './entity.ts'

type Json = Readonly<Record<string, unknown>>

export type Purchase = {
  readonly id: Id
  readonly account: Id
  readonly lapp: string
  readonly status: 'pending' | 'paid' | 'delivered' | 'failed'
  readonly quote: Id | null
  readonly input: Json
  readonly metadata: Metadata
  readonly amountMsat: Msat
  readonly feeMsat: Msat | null
  readonly surchargeMsat: Msat
  readonly paymentHash: string
  readonly preimage: string | null
  readonly bolt11: string
  readonly delivery: {
    readonly state: PurchaseRow['delivery']
    readonly output: Json | null
    readonly reason: string | null
    /** While it waits: what the LApp says is happening. */
    readonly note: string | null
  }
  readonly error: { readonly code: string; readonly detail: string } | null
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

export const purchaseView = (row: PurchaseRow, payment: Payment): Purchase => ({
  id: row.id,
  account: row.account,
  lapp: row.lapp,
  status: statusOf(row, payment),
  quote: row.quote,
  input: row.input,
  metadata: row.metadata ?? {},
  amountMsat: payment.amountMsat,
  feeMsat: payment.feeMsat,
  surchargeMsat: payment.surchargeMsat,
  paymentHash: payment.paymentHash,
  preimage: payment.preimage,
  bolt11: payment.bolt11,
  delivery: {
    // Nothing is delivered unless it was paid for.
    state: payment.status === 'failed' ? 'none' : row.delivery,
    output: row.output,
    reason: row.deliveryReason,
    note: row.delivery === 'waiting' && payment.status !== 'failed' ? row.deliveryNote : null
  },
  error: payment.error,
  createdAt: row.createdAt,
  finishedAt:
    row.delivery === 'waiting' ? failedAt(payment) : (row.deliveredAt ?? payment.finishedAt)
})

const failedAt = (payment: Payment): Date | null =>
  payment.status === 'failed' ? payment.finishedAt : null

function statusOf(row: PurchaseRow, payment: Payment): Purchase['status'] {
  switch (payment.status) {
    case 'pending':
    case 'failed':
      return payment.status
    case 'succeeded':
      return row.delivery === 'ready' ? 'delivered' : 'paid'
    default:
      return payment.status satisfies never
  }
}

/** Whether its state is final. */
export const isOver = (
  purchase: Pick<Purchase, 'delivery'> & { readonly status: string }
): boolean =>
  purchase.status === 'failed' ||
  (purchase.status !== 'pending' && purchase.delivery.state !== 'waiting')
