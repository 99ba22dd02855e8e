// The rows of this room, and what the outside is shown of one.
import { defineEntity, p, type InferEntity } from '@mikro-orm/core'
import type { Id } from '../core/ids.ts'
import type { Metadata } from '../core/metadata.ts'
import type { Msat } from '../core/msat.ts'
import type { State } from './decide.ts'

export const DepositRow = defineEntity({
  name: 'DepositRow',
  tableName: 'deposit',
  properties: {
    id: p.uuid().primary().$type<Id>(),
    account: p.uuid().$type<Id>(),
    state: p.text().$type<State>(),
    method: p.text().$type<'lightning'>(),
    amountMsat: p.bigint().strictNullable().$type<Msat | null>(),
    receivedMsat: p.bigint().strictNullable().$type<Msat | null>(),
    memo: p.text().strictNullable(),
    metadata: p.json<Metadata>().strictNullable(),
    bolt11: p.text().strictNullable(),
    paymentHash: p.text().strictNullable(),
    warning: p.text().strictNullable(),
    expiresIn: p.integer(),
    expiresAt: p.datetime().strictNullable(),
    createdAt: p.datetime()
  }
})
export type DepositRow = InferEntity<typeof DepositRow>

export const ReceiptRow = defineEntity({
  name: 'ReceiptRow',
  tableName: 'receipt',
  properties: {
    id: p.uuid().primary().$type<Id>(),
    nodeId: p.text(),
    payIndex: p.bigint('number'),
    paymentHash: p.text()
  }
})

export const CursorRow = defineEntity({
  name: 'CursorRow',
  tableName: 'deposit_cursor',
  properties: {
    id: p.uuid().primary().$type<Id>(),
    nodeId: p.text(),
    payIndex: p.bigint('number')
  }
})

export type Deposit = {
  readonly id: Id
  readonly account: Id
  readonly status: 'pending' | 'settled' | 'expired'
  readonly method: 'lightning'
  /** Null: whoever pays chooses. */
  readonly amountMsat: Msat | null
  /** What came in and was credited: it may be more than was asked for. */
  readonly receivedMsat: Msat | null
  readonly memo: string | null
  readonly metadata: Metadata
  /** Null only while the node has not answered yet. */
  readonly bolt11: string | null
  readonly paymentHash: string | null
  readonly warning: string | null
  readonly expiresAt: Date | null
  readonly createdAt: Date
}

export function show(row: DepositRow): Deposit {
  const { id, account, state, method, amountMsat, receivedMsat, memo, createdAt } = row
  const { bolt11, paymentHash, warning, expiresAt } = row
  const status = state === 'creating' ? 'pending' : state
  const asked = { id, account, status, method, amountMsat, receivedMsat, memo, createdAt } as const
  const metadata = row.metadata ?? {}
  return { ...asked, metadata, bolt11, paymentHash, warning, expiresAt }
}
