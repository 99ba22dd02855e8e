// The tables of this room, and the public view of a deposit.
import { defineEntity, p, type InferEntity } from '@mikro-orm/core'
import type { Id } from '../core/ids.ts'
import type { Metadata } from '../core/metadata.ts'
import type { Msat } from '../core/msat.ts'
import type { Noted, State } from './decide.ts'
import type { Method, Way } from './source.ts'

export const DepositRow = defineEntity({
  name: 'DepositRow',
  tableName: 'deposit',
  properties: {
    id: p.uuid().primary().$type<Id>(),
    account: p.uuid().$type<Id>(),
    state: p.text().$type<State>(),
    method: p.text().$type<Method>(),
    /** null: the payer chooses. */
    amountMsat: p.bigint().strictNullable().$type<Msat | null>(),
    /** The amount received and credited: may be more, or less, than was asked for. */
    receivedMsat: p.bigint().strictNullable().$type<Msat | null>(),
    memo: p.text().strictNullable(),
    metadata: p.json<Metadata>().strictNullable(),
    invoice: p.text().strictNullable(),
    /** null until the node has answered, and for deposits without a Lightning invoice. */
    bolt11: p.text().strictNullable(),
    paymentHash: p.text().strictNullable(),
    address: p.text().strictNullable(),
    ways: p.json<readonly Way[]>().strictNullable(),
    warning: p.text().strictNullable(),
    expiresIn: p.integer(),
    expiresAt: p.datetime().strictNullable(),
    createdAt: p.datetime(),
    settledAt: p.datetime().strictNullable()
  }
})
export type DepositRow = InferEntity<typeof DepositRow>

export const PaidRow = defineEntity({
  name: 'PaidRow',
  tableName: 'deposit_payment',
  properties: {
    id: p.uuid().primary().$type<Id>(),
    method: p.text(),
    payment: p.text(),
    deposit: p.uuid().$type<Id>(),
    amountMsat: p.bigint().$type<Msat>(),
    state: p.text().$type<Noted>(),
    currency: p.text().strictNullable(),
    value: p.text().strictNullable(),
    rate: p.text().strictNullable(),
    confirmations: p.integer().strictNullable(),
    createdAt: p.datetime()
  }
})
export type PaidRow = InferEntity<typeof PaidRow>

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

export type Deposit = Readonly<
  Omit<DepositRow, 'state' | 'metadata' | 'invoice' | 'ways' | 'expiresIn'>
> & {
  readonly status: 'pending' | 'settled' | 'expired'
  readonly metadata: Metadata
  readonly ways: readonly Way[]
  /** Every payment that was seen, oldest first; empty for the Lightning method. */
  readonly payments: readonly SeenPayment[]
}

export type SeenPayment = Readonly<Omit<PaidRow, 'id' | 'deposit' | 'createdAt'>>

export function depositView(row: DepositRow, payments: readonly SeenPayment[] = []): Deposit {
  const { id, account, state, method, amountMsat, receivedMsat, memo, createdAt, settledAt } = row
  const { bolt11, paymentHash, address, warning, expiresAt } = row
  const status = state === 'creating' ? 'pending' : state
  const asked = { id, account, status, method, amountMsat, receivedMsat, memo, createdAt } as const
  const shown = { bolt11, paymentHash, address, ways: row.ways ?? [], payments, warning }
  return { ...asked, ...shown, metadata: row.metadata ?? {}, expiresAt, settledAt }
}

/** The payment came after the expiry. */
export const isLate = ({ settledAt, expiresAt }: Deposit): boolean =>
  settledAt !== null && expiresAt !== null && settledAt > expiresAt
