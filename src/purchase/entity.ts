// The tables of purchases and quotes (migration 006). The state of the money is the payment's.
import { defineEntity, p, type InferEntity } from '@mikro-orm/core'
import type { Id } from '../core/ids.ts'
import type { Input } from '../lapps/contract/form-check.ts'
import type { Metadata } from '../core/metadata.ts'
import type { Msat } from '../core/msat.ts'

const amount = () => p.bigint('bigint').$type<Msat>()

export const PurchaseEntity = defineEntity({
  name: 'Purchase',
  tableName: 'purchase',
  properties: {
    id: p.uuid().primary().$type<Id>(),
    account: p.uuid().$type<Id>(),
    lapp: p.text(),
    lappVersion: p.text(),
    state: p.text().$type<'asking' | 'refused' | 'ordered'>(),
    orderKey: p.text(),
    input: p.json<Input>(),
    metadata: p.json<Metadata>().strictNullable(),
    maxTotalMsat: amount().strictNullable(),
    quote: p.uuid().strictNullable().$type<Id | null>(),
    payment: p.uuid().strictNullable().$type<Id | null>(),
    reference: p.text().strictNullable(),
    refusalCode: p.text().strictNullable(),
    refusalDetail: p.text().strictNullable(),
    delivery: p.text().$type<'none' | 'waiting' | 'ready' | 'failed'>(),
    output: p.json<Input>().strictNullable(),
    deliveryReason: p.text().strictNullable(),
    /** The LApp's latest message about a delivery that is still to come. */
    deliveryNote: p.text().strictNullable(),
    askedAt: p.datetime(),
    deliverAt: p.datetime().strictNullable(),
    deliveryTries: p.integer(),
    createdAt: p.datetime(),
    deliveredAt: p.datetime().strictNullable()
  }
})

export type PurchaseRow = InferEntity<typeof PurchaseEntity>

/** Columns still unset in a purchase whose LApp has yet to be asked. */
export const UNORDERED = {
  state: 'asking',
  metadata: null,
  payment: null,
  reference: null,
  refusalCode: null,
  refusalDetail: null,
  output: null,
  deliveryReason: null,
  deliveryNote: null,
  deliverAt: null,
  deliveryTries: 0,
  deliveredAt: null
} as const satisfies Partial<PurchaseRow>

export const QuoteEntity = defineEntity({
  name: 'Quote',
  tableName: 'quote',
  properties: {
    id: p.uuid().primary().$type<Id>(),
    account: p.uuid().$type<Id>(),
    lapp: p.text(),
    input: p.json<Input>(),
    amountMsat: amount(),
    surchargeMsat: amount(),
    maxFeeMsat: amount(),
    bolt11: p.text().strictNullable(),
    reference: p.text().strictNullable(),
    note: p.text().strictNullable(),
    expiresAt: p.datetime(),
    createdAt: p.datetime()
  }
})

export type QuoteRow = InferEntity<typeof QuoteEntity>
