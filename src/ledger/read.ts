// What an account has, and how it came to that: one row per resource, newest first, in the order of the account's own chain.
import type { EntityManager } from '@mikro-orm/postgresql'
import { AppError } from '../core/errors.ts'
import { heldOf, type Id } from '../core/ids.ts'
import { msat, type Msat } from '../core/msat.ts'
import { page, type Page, type Paged } from '../core/page.ts'

export const ROW_TYPES = [
  'deposit',
  'payment',
  'purchase',
  'transfer_in',
  'transfer_out',
  'refund'
] as const
export type RowType = (typeof ROW_TYPES)[number]

export type Row = {
  /** Of the payment, purchase, deposit or transfer. */
  readonly id: Id
  readonly type: RowType
  /** The whole change of the account, signed. */
  readonly amountMsat: bigint
  /** Of payments and purchases: what went to the network above the amount. */
  readonly feeMsat: Msat | null
  readonly balanceAfterMsat: Msat
  readonly memo: string | null
  readonly createdAt: Date
  /** The payment hash of what came or went over Lightning. */
  readonly reference: string | null
}

export async function balance(
  em: EntityManager,
  account: Id
): Promise<{ readonly balanceMsat: Msat; readonly heldMsat: Msat } | undefined> {
  const rows = await em
    .fork()
    .execute<{ id: Id; balance: string }[]>(
      `select id, balance_msat::text as balance from account where id in (?, ?) and kind <> 'house'`,
      [account, heldOf(account)]
    )
  const of = new Map(rows.map(row => [row.id, msat(BigInt(row.balance))]))
  const [balanceMsat, heldMsat] = [of.get(account), of.get(heldOf(account))]
  return balanceMsat === undefined || heldMsat === undefined ? undefined : { balanceMsat, heldMsat }
}

type Found = {
  readonly id: Id
  readonly seq: string
  readonly type: RowType
  readonly amount: string
  readonly fee: string | null
  readonly balance_after: string
  readonly memo: string | null
  readonly created_ms: string
  readonly reference: string | null
}

/** @throws {AppError} for a cursor that no page gave. */
export async function statement(
  em: EntityManager,
  account: Id,
  type: RowType | undefined,
  { limit, cursor }: Page
): Promise<Paged<Row>> {
  const before = cursor === undefined ? MAX_SEQ : seqOf(cursor)
  const values = [account, before, account, before, type ?? null, type ?? null, limit + 1]
  const found = await em.fork().execute<Found[]>(STATEMENT, values)
  const { data, nextCursor } = page(found, limit, last => last.seq)
  return { data: data.map(toRow), nextCursor }
}

const MAX_SEQ = '9223372036854775807'

function seqOf(cursor: string): string {
  if (/^[0-9]{1,18}$/.test(cursor)) return cursor
  const detail = 'cursor is not one that this list gave'
  throw new AppError('invalid_request', detail, [{ pointer: '/cursor', detail }])
}

const toRow = (row: Found): Row => ({
  id: row.id,
  type: row.type,
  amountMsat: BigInt(row.amount),
  feeMsat: row.fee === null ? null : msat(BigInt(row.fee)),
  balanceAfterMsat: msat(BigInt(row.balance_after)),
  memo: row.memo,
  createdAt: new Date(Number(row.created_ms)),
  reference: row.reference
})

/**
 * A payment's row stands at its last entry: `change`, or the hold itself when all of it was spent. What is still on
 * hold and what was released has none. Both halves come out of their (account, seq) index in order and are merged.
 */
const STATEMENT = `
  select coalesce(p.purchase, e.subject) as id, e.seq::text, x.type, x.amount::text, e.balance_after::text,
    case when p.id is not null then greatest(0, -x.amount - p.amount_msat - p.surcharge_msat) end::text as fee,
    coalesce(p.comment, p.description, d.memo, t.memo) as memo,
    coalesce(p.payment_hash, d.payment_hash) as reference,
    floor(extract(epoch from e.created_at) * 1000)::text as created_ms
  from (
    select id, kind, subject, created_at, -amount_msat as change, debit_seq as seq, debit_balance_after as balance_after
    from entry where debit_account = ? and debit_seq < ?
    union all
    select id, kind, subject, created_at, amount_msat, credit_seq, credit_balance_after
    from entry where credit_account = ? and credit_seq < ?
  ) e
  left join payment p on e.kind in ('hold', 'change') and p.id = e.subject
  left join entry h on e.kind = 'change' and h.kind = 'hold' and h.subject = e.subject
  left join deposit d on e.kind = 'deposit' and d.id = e.subject
  left join transfer t on e.kind in ('transfer', 'claim', 'return') and t.id = e.subject
  cross join lateral (select
    e.change - coalesce(h.amount_msat, 0) as amount,
    case
      when e.kind in ('hold', 'change') then case when p.purchase is null then 'payment' else 'purchase' end
      when e.kind in ('return', 'refund') then 'refund'
      when e.kind in ('transfer', 'claim') then case when e.change < 0 then 'transfer_out' else 'transfer_in' end
      else case when e.change < 0 then 'transfer_out' else 'deposit' end
    end as type) x
  where e.kind <> 'release'
    and (e.kind <> 'hold' or (p.state = 'settled' and not exists (
      select from entry c where c.subject = e.subject and c.kind = 'change')))
    and (x.type = ? or ?::text is null)
  order by e.seq desc
  limit ?`
