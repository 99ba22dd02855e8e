// The payment's row; its states are in safe-payer.md 3.2, its table in migration 003.
import { defineEntity, p, type InferEntity } from '@mikro-orm/core'
import { showId, type Id } from '../core/ids.ts'
import type { Metadata } from '../core/metadata.ts'
import type { Msat } from '../core/msat.ts'
import type { State } from './decide.ts'
import type { SuccessAction } from './lnurl/success-action.ts'

const amount = () => p.bigint('bigint').$type<Msat>()

export const PaymentEntity = defineEntity({
  name: 'Payment',
  tableName: 'payment',
  properties: {
    id: p.uuid().primary().$type<Id>(),
    account: p.uuid().$type<Id>(),
    state: p.text().$type<State>(),
    stuck: p.boolean(),
    purchase: p.uuid().strictNullable().$type<Id>(),
    bolt11: p.text(),
    paymentHash: p.text(),
    payee: p.text(),
    description: p.text().strictNullable(),
    amountMsat: amount(),
    maxFeeMsat: amount(),
    surchargeMsat: amount(),
    invoiceAmountless: p.boolean(),
    holds: p.boolean(),
    invoiceExpiresAt: p.datetime(),
    comment: p.text().strictNullable(),
    metadata: p.json<Metadata>().strictNullable(),
    /** The service's success action, shown once it is paid. */
    successAction: p.json<SuccessAction>().strictNullable(),
    nodeId: p.text().strictNullable(),
    dispatchedAt: p.datetime().strictNullable(),
    retryFor: p.integer().strictNullable(),
    slowMode: p.boolean().strictNullable(),
    watermark: p.bigint('bigint').strictNullable(),
    generation: p.uuid().strictNullable().$type<Id>(),
    nodeIdentity: p.text().strictNullable(),
    fenceAsked: p.boolean(),
    repliedAt: p.datetime().strictNullable(),
    replyCode: p.integer().strictNullable(),
    replyMessage: p.text().strictNullable(),
    preimage: p.text().strictNullable(),
    amountSentMsat: amount().strictNullable(),
    errorCode: p.text().strictNullable(),
    errorDetail: p.text().strictNullable(),
    endedBy: p.text().strictNullable(),
    leasedAt: p.datetime(),
    createdAt: p.datetime(),
    finishedAt: p.datetime().strictNullable(),
    /** The trace id of the request that it came from. */
    trace: p.text().strictNullable(),
    /** A budget has counted its hold, and must be told of its end. */
    budgeted: p.boolean()
  }
})

export type PaymentRow = InferEntity<typeof PaymentEntity>

/** Columns still unset in a newly opened payment. */
export const UNSENT = {
  state: 'held',
  stuck: false,
  successAction: null,
  metadata: null,
  nodeId: null,
  dispatchedAt: null,
  retryFor: null,
  slowMode: null,
  watermark: null,
  generation: null,
  nodeIdentity: null,
  fenceAsked: false,
  budgeted: false,
  repliedAt: null,
  replyCode: null,
  replyMessage: null,
  preimage: null,
  amountSentMsat: null,
  errorCode: null,
  errorDetail: null,
  endedBy: null,
  finishedAt: null
} as const satisfies Partial<PaymentRow>

/**
 * Its label at the node, made of its id and its account: the ledger can be rebuilt from it alone,
 * and it tells the payment's own rows from those of others.
 */
export const paymentLabel = (row: Pick<PaymentRow, 'id' | 'account'>): string =>
  `lapp:${showId('pay', row.id)}:${showId('acc', row.account)}`
