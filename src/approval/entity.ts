// The table of approval requests (migration 062).
import { defineEntity, p, type InferEntity } from '@mikro-orm/core'
import type { Id } from '../core/ids.ts'
import type { State } from './decide.ts'
import type { Metadata } from '../core/metadata.ts'

/** Amounts are msat in decimal text, since JSON has no bigint. */
export type Wish = {
  readonly destination: string | null
  readonly amountMsat: string | null
  readonly comment: string | null
  readonly maxPaymentMsat: string | null
  readonly lapps: readonly string[] | null
}

/** The payment or purchase that it would be, at the time of the request. */
export type Shown = {
  readonly amountMsat: string
  readonly maxFeeMsat: string
  readonly surchargeMsat: string
  readonly bolt11: string
  readonly payee: string
  readonly description: string | null
  readonly lapp: string | null
  readonly input: Readonly<Record<string, unknown>> | null
  readonly quote: Id | null
}

export const ApprovalEntity = defineEntity({
  name: 'Approval',
  tableName: 'approval',
  properties: {
    id: p.uuid().primary().$type<Id>(),
    account: p.uuid().$type<Id>(),
    owner: p.uuid().$type<Id>(),
    kind: p.text().$type<'payment' | 'purchase'>(),
    state: p.text().$type<State>(),
    budget: p.uuid().$type<Id>(),
    wish: p.json<Wish>(),
    shown: p.json<Shown>(),
    metadata: p.json<Metadata>().strictNullable(),
    paymentHash: p.text(),
    errorCode: p.text().strictNullable(),
    errorDetail: p.text().strictNullable(),
    toldAt: p.datetime().strictNullable(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    decidedAt: p.datetime().strictNullable(),
    /** null for requests older than this column. */
    key: p.uuid().$type<Id>().strictNullable()
  }
})

export type ApprovalRow = InferEntity<typeof ApprovalEntity>
