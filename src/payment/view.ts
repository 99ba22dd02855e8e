// The public view of a payment.
import type { Metadata } from '../core/metadata.ts'
import { msat, type Msat } from '../core/msat.ts'
import type { PaymentRow } from './entity.ts'
import type { State } from './decide.ts'
import { showAction, type ShownAction } from './lnurl/success-action.ts'

export type Payment = Readonly<
  Pick<
    PaymentRow,
    | ('id' | 'account' | 'purchase' | 'maxFeeMsat' | 'surchargeMsat' | 'paymentHash' | 'preimage')
    | ('bolt11' | 'payee' | 'description' | 'comment' | 'createdAt' | 'finishedAt')
  >
> & {
  readonly status: 'pending' | 'succeeded' | 'failed'
  /** Waits for its turn: it was not sent, and can be cancelled. */
  readonly waits: boolean
  /** In flight for longer than ten minutes: still pending, the money is held. */
  readonly stuck: boolean
  readonly amountMsat: Msat
  readonly feeMsat: Msat | null
  readonly metadata: Metadata
  /** The payee's success action, once it is paid. */
  readonly successAction: ShownAction | null
  readonly error: { readonly code: string; readonly detail: string } | null
}

const STATUS = {
  held: 'pending',
  sent: 'pending',
  settled: 'succeeded',
  released: 'failed'
} as const satisfies Record<State, Payment['status']>

/** The internal states behind a public status. */
export const statesOf = (status: string): readonly State[] =>
  (Object.keys(STATUS) as State[]).filter(state => STATUS[state] === status)

export function paymentView(row: PaymentRow): Payment {
  const sent = row.amountSentMsat
  // A payee may claim less than the invoice (some parts only); what was sent is what was paid.
  const amountMsat = sent !== null && sent < row.amountMsat ? sent : row.amountMsat
  return {
    id: row.id,
    account: row.account,
    purchase: row.purchase,
    status: STATUS[row.state],
    waits: row.state === 'held',
    stuck: row.stuck && STATUS[row.state] === 'pending',
    amountMsat,
    feeMsat: sent === null ? null : msat(sent - amountMsat),
    maxFeeMsat: row.maxFeeMsat,
    surchargeMsat: row.surchargeMsat,
    paymentHash: row.paymentHash,
    preimage: row.preimage,
    bolt11: row.bolt11,
    payee: row.payee,
    description: row.description,
    comment: row.comment,
    metadata: row.metadata ?? {},
    successAction: actionOf(row),
    error: row.errorCode === null ? null : { code: row.errorCode, detail: row.errorDetail ?? '' },
    createdAt: row.createdAt,
    finishedAt: row.finishedAt
  }
}

/**
 * The preimage may be known before the sum is: then it is paid, and the payer may have the
 * preimage.
 */
const actionOf = ({ successAction, preimage }: PaymentRow): ShownAction | null =>
  successAction === null || preimage === null ? null : showAction(successAction, preimage)
