// Shows a pending approval as the payment or purchase that it would become.
import { msat, type Msat } from '../core/msat.ts'
import type { Payment } from '../payment/view.ts'
import type { Purchase } from '../purchase/view.ts'
import { standingOf } from './decide.ts'
import type { ApprovalRow } from './entity.ts'

/** A payment or purchase that may also be waiting for its owner. */
export type Approvable<T extends { readonly status: string }> = Omit<T, 'status'> & {
  readonly status: T['status'] | 'pending_approval'
}

export const amountOf = (text: string): Msat => msat(BigInt(text))

export const totalOf = ({ shown }: Pick<ApprovalRow, 'shown'>): Msat =>
  msat(BigInt(shown.amountMsat) + BigInt(shown.maxFeeMsat) + BigInt(shown.surchargeMsat))

function sharedBy(row: ApprovalRow, now: Date) {
  const standing = standingOf(row, now)
  const isOver = standing.is === 'failed'
  return {
    id: row.id,
    account: row.account,
    status: standing.is,
    amountMsat: amountOf(row.shown.amountMsat),
    feeMsat: null,
    surchargeMsat: amountOf(row.shown.surchargeMsat),
    paymentHash: row.paymentHash,
    preimage: null,
    bolt11: row.shown.bolt11,
    metadata: row.metadata ?? {},
    error: isOver ? standing.error : null,
    createdAt: row.createdAt,
    finishedAt: isOver ? (row.decidedAt ?? row.expiresAt) : null
  }
}

export const asPayment = (row: ApprovalRow, now: Date): Approvable<Payment> => ({
  ...sharedBy(row, now),
  purchase: null,
  waits: false,
  stuck: false,
  maxFeeMsat: amountOf(row.shown.maxFeeMsat),
  payee: row.shown.payee,
  description: row.shown.description,
  comment: row.wish.comment,
  successAction: null
})

export const asPurchase = (row: ApprovalRow, now: Date): Approvable<Purchase> => ({
  ...sharedBy(row, now),
  lapp: row.shown.lapp ?? '',
  quote: row.shown.quote,
  input: row.shown.input ?? {},
  delivery: { state: 'none', output: null, reason: null, note: null }
})
