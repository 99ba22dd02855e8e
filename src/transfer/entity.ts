// The table of transfers, and the public view of one.
import { defineEntity, p, type InferEntity } from '@mikro-orm/core'
import assert from 'node:assert/strict'
import type { ErrorCode } from '../core/errors.ts'
import { showId as showId, type Id } from '../core/ids.ts'
import type { Metadata } from '../core/metadata.ts'
import type { Msat } from '../core/msat.ts'

export const TransferRow = defineEntity({
  name: 'TransferRow',
  tableName: 'transfer',
  properties: {
    id: p.uuid().primary().$type<Id>(),
    fromAccount: p.uuid().$type<Id>(),
    toAccount: p.uuid().strictNullable().$type<Id | null>(),
    toIdentity: p.text().strictNullable(),
    state: p.text().$type<'settled' | 'claimable' | 'returned' | 'refused'>(),
    amountMsat: p.bigint().$type<Msat>(),
    memo: p.text().strictNullable(),
    metadata: p.json<Metadata>().strictNullable(),
    expiresAt: p.datetime().strictNullable(),
    errorCode: p.text().strictNullable().$type<ErrorCode | null>(),
    errorDetail: p.text().strictNullable(),
    /** A budget has counted it: if it is returned, the budget gets it back. */
    budgeted: p.boolean(),
    createdAt: p.datetime()
  }
})
export type TransferRow = InferEntity<typeof TransferRow>

/** The columns that are shown. */
export type MadeRow = Omit<TransferRow, 'errorCode' | 'errorDetail' | 'budgeted'>

export type Transfer = {
  readonly id: Id
  readonly status: 'settled' | 'claimable' | 'returned'
  readonly from: Id
  /** `acc_…`, or `telegram:…` if the sender named a person. */
  readonly to: string
  readonly amountMsat: Msat
  readonly memo: string | null
  readonly metadata: Metadata
  readonly expiresAt: Date | null
  readonly createdAt: Date
}

/** Metadata of the sender is visible to the sender only. */
export const transferViewFor = (account: Id, row: MadeRow): Transfer =>
  row.fromAccount === account ? transferView(row) : { ...transferView(row), metadata: {} }

export function transferView(row: MadeRow): Transfer {
  const { id, state, fromAccount, toAccount, toIdentity } = row
  const to = toIdentity ?? (toAccount && showId('acc', toAccount))
  assert(state !== 'refused' && to !== null, 'a transfer that was made has somebody to go to')
  const { amountMsat, memo, expiresAt, createdAt } = row
  const shown = { id, status: state, from: fromAccount, to, amountMsat, memo }
  return { ...shown, metadata: row.metadata ?? {}, expiresAt, createdAt }
}
