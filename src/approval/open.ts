// Builds the row of an approval request, and the unit that writes it.
import type { Key } from '../core/idempotency.ts'
import type { Id } from '../core/ids.ts'
import { metadataColumn } from '../core/metadata.ts'
import type { Unit } from '../ledger/unit.ts'
import type { OverBudget } from '../payment/order.ts'
import type { Purchases } from '../purchase/purchases.ts'
import { LIFE_MS } from './decide.ts'
import type { ApprovalRow, Shown, Wish } from './entity.ts'

type Asked = Awaited<ReturnType<Purchases['wished']>>

export function rowOf(
  { order, budget }: OverBudget,
  known: { id: Id; owner: Id; wish: Wish; asked: Asked; now: Date }
): ApprovalRow {
  const { id, owner, wish, asked, now } = known
  const { invoice, account, allowance } = order
  const shown: Shown = {
    amountMsat: String(invoice.amountMsat),
    maxFeeMsat: String(order.maxFeeMsat),
    surchargeMsat: String(order.surchargeMsat),
    bolt11: invoice.bolt11,
    payee: invoice.payee,
    description: invoice.description ?? null,
    lapp: asked?.lapp ?? null,
    input: asked?.input ?? null,
    quote: asked?.quote ?? null
  }
  return {
    id,
    account,
    owner,
    kind: order.purchase === undefined ? 'payment' : 'purchase',
    state: 'waiting',
    budget,
    wish,
    shown,
    metadata: order.metadata ?? asked?.metadata ?? null,
    paymentHash: invoice.paymentHash,
    errorCode: null,
    errorDetail: null,
    toldAt: null,
    createdAt: now,
    expiresAt: new Date(now.getTime() + LIFE_MS),
    decidedAt: null,
    key: allowance?.by ?? null
  }
}

/** @param key undefined for a purchase, which has claimed its key already */
export const opening = (row: ApprovalRow, key: Key | undefined): Unit => ({
  entries: [],
  guards: [
    {
      table: 'approval',
      id: row.id,
      from: null,
      set: {
        account: row.account,
        owner: row.owner,
        kind: row.kind,
        state: row.state,
        budget: row.budget,
        wish: JSON.stringify(row.wish),
        shown: JSON.stringify(row.shown),
        metadata: metadataColumn(row.metadata ?? undefined),
        payment_hash: row.paymentHash,
        created_at: row.createdAt,
        expires_at: row.expiresAt,
        key: row.key
      }
    }
  ],
  claims:
    key === undefined ? [] : [{ is: 'idempotency', ...key, account: row.account, resource: row.id }]
})
