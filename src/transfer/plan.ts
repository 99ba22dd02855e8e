// Turns a transfer request into the ledger unit that carries it out, and into the resulting
// transfer. Pure.
import type { Allowance } from '../core/allowance.ts'
import { defined } from '../core/defined.ts'
import { HOUSE, newId, type Id } from '../core/ids.ts'
import { metadataColumn, type Metadata } from '../core/metadata.ts'
import type { Msat } from '../core/msat.ts'
import { plainLines } from '../core/plain-text.ts'
import { spends } from '../ledger/spend.ts'
import { rowsOnly, type Guard, type Unit } from '../ledger/unit.ts'
import type { Refusal } from './decide.ts'
import { transferView, type Transfer } from './entity.ts'
import type { Recipient } from './recipient.ts'

export type TransferRequest = {
  /** `acc_…` or `telegram:<id>` */
  readonly to: string
  readonly amountMsat: Msat
  readonly memo: string | undefined
  readonly metadata?: Metadata | undefined
  /** Only for a transfer that has to be claimed. */
  readonly expiresInSeconds: number | undefined
}

export type Sending = {
  readonly id: Id
  readonly from: Id
  readonly request: TransferRequest
  readonly allowance?: Allowance | undefined
  readonly at: Date
}

type Made = Exclude<Recipient, { is: 'nobody' }>

export type Terms = {
  /** The default time to claim a transfer to a person who is not known yet. */
  readonly claimSeconds: number
  /**
   * A transfer below this brings a person no memo, so that nobody can send messages for next to
   * nothing.
   */
  readonly memoMinMsat?: Msat | undefined
}

export function plan(
  sending: Sending,
  recipient: Made,
  { claimSeconds, memoMinMsat }: Terms
): { readonly unit: Unit; readonly transfer: Transfer } {
  const { id, from, request, allowance, at } = sending
  const { amountMsat } = request
  const settled = recipient.is === 'account'
  const toAccount = settled ? recipient.account : null
  const lifetime = 1000 * (request.expiresInSeconds ?? claimSeconds)
  const expiresAt = settled ? null : new Date(at.getTime() + lifetime)
  const state = settled ? 'settled' : 'claimable'
  const { identity } = recipient
  const isTooSmall = memoMinMsat !== undefined && amountMsat < memoMinMsat
  const memo = identity !== null && isTooSmall ? null : memoOf(request)
  const credit = toAccount ?? HOUSE.claims
  return {
    unit: {
      entries: [{ id: newId(), debit: from, credit, amountMsat, kind: 'transfer', subject: id }],
      guards: [
        row(sending, {
          state,
          memo,
          to_account: toAccount,
          to_identity: identity,
          expires_at: expiresAt,
          ...defined({ budgeted: (allowance?.budgets.length ?? 0) > 0 || undefined })
        })
      ],
      claims: spends(allowance?.budgets, id, amountMsat),
      outbox:
        toAccount === null ? [] : [{ account: toAccount, type: 'transfer.received', subject: id }]
    },
    transfer: transferView({
      id,
      state,
      fromAccount: from,
      toAccount,
      toIdentity: identity,
      amountMsat,
      memo,
      metadata: request.metadata ?? null,
      expiresAt,
      createdAt: at
    })
  }
}

const memoOf = ({ memo }: TransferRequest): string | null =>
  memo === undefined ? null : plainLines(memo, 639)

/** A refused part of a batch as a row, so that a repeat finds it. Moves nothing. */
export const refused = (sending: Sending, { code, detail }: Refusal): Unit =>
  rowsOnly(
    row(sending, {
      state: 'refused',
      memo: memoOf(sending.request),
      error_code: code,
      error_detail: detail
    })
  )

const row = ({ id, from, request, at }: Sending, rest: Guard['set']): Guard => ({
  table: 'transfer',
  id,
  from: null,
  set: {
    from_account: from,
    amount_msat: request.amountMsat,
    created_at: at,
    // Most have none, and are written without the column.
    ...defined({ metadata: request.metadata && metadataColumn(request.metadata) }),
    ...rest
  }
})
