// The public view of a purchase: the order, its payment and its delivery in one.
import type { Id } from '../core/ids.ts'
import type { Metadata } from '../core/metadata.ts'
import type { Payment } from '../payment/view.ts'
import type { PurchaseRow } from './entity.ts'

type Json = Readonly<Record<string, unknown>>

export type Purchase = Pick<
  Payment,
  'amountMsat' | 'feeMsat' | 'surchargeMsat' | 'paymentHash' | 'preimage' | 'bolt11' | 'error'
> & {
  readonly id: Id
  readonly account: Id
  readonly lapp: string
  readonly status: 'pending' | 'paid' | 'delivered' | 'failed'
  readonly quote: Id | null
  readonly input: Json
  readonly metadata: Metadata
  readonly delivery: {
    readonly state: PurchaseRow['delivery']
    readonly output: Json | null
    readonly reason: string | null
    /** While it waits: what the LApp says is happening. */
    readonly note: string | null
  }
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

export function purchaseView(row: PurchaseRow, payment: Payment): Purchase {
  const { id, account, lapp, quote, input, createdAt } = row
  const { amountMsat, feeMsat, surchargeMsat, paymentHash, preimage, bolt11, error } = payment
  const ordered = { id, account, lapp, quote, input, metadata: row.metadata ?? {}, createdAt }
  const paid = { amountMsat, feeMsat, surchargeMsat, paymentHash, preimage, bolt11, error }
  return {
    ...ordered,
    ...paid,
    status: statusOf(row, payment),
    delivery: {
      // Nothing is delivered unless it was paid for.
      state: payment.status === 'failed' ? 'none' : row.delivery,
      output: row.output,
      reason: row.deliveryReason,
      note: row.delivery === 'waiting' && payment.status !== 'failed' ? row.deliveryNote : null
    },
    finishedAt:
      row.delivery === 'waiting' ? failedAt(payment) : (row.deliveredAt ?? payment.finishedAt)
  }
}

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
