// Reads an account's balance and statement: one row per resource, newest first, in the order of the
// account's own chain.
import type { EntityManager } from '@mikro-orm/postgresql'
import { prepared } from '../db/prepared.ts'
import { heldAccountOf, type Id, type Prefix } from '../core/ids.ts'
import { msat, type Msat } from '../core/msat.ts'
import type { Page, Paged } from '../core/page.ts'
import { pageOfChain } from './chain-cursor.ts'
import type { EntryKind } from './unit.ts'

export const ROW_TYPES = [
  'deposit',
  'payment',
  'purchase',
  'transfer_in',
  'transfer_out',
  'refund'
] as const
export type RowType = (typeof ROW_TYPES)[number]

export type StatementRow = {
  /** Id of the payment, purchase, deposit or transfer. */
  readonly id: Id
  readonly type: RowType
  /** For a refund: of a purchase, otherwise of a returned transfer. */
  readonly ofPurchase?: boolean
  /** The total change of the account's balance, signed. */
  readonly amountMsat: bigint
  /** For payments and purchases: the network fee on top of the amount. */
  readonly feeMsat: Msat | null
  readonly balanceAfterMsat: Msat
  readonly memo: string | null
  readonly createdAt: Date
  /** The payment hash, if it came or went over Lightning. */
  readonly reference: string | null
}

/** Reads the statement of an account. */
export type ReadStatement = (
  account: Id,
  type: RowType | undefined,
  page: Page
) => Promise<Paged<StatementRow>>

export async function balance(
  em: EntityManager,
  account: Id
): Promise<{ readonly balanceMsat: Msat; readonly heldMsat: Msat } | undefined> {
  const rows = await prepared<{ id: Id; balance: string }>(
    em,
    `select id, balance_msat::text as balance from account
     where id in ($1, $2) and kind <> 'house'`,
    [account, heldAccountOf(account)]
  )
  const of = new Map(rows.map(row => [row.id, msat(BigInt(row.balance))]))
  const [balanceMsat, heldMsat] = [of.get(account), of.get(heldAccountOf(account))]
  return balanceMsat === undefined || heldMsat === undefined ? undefined : { balanceMsat, heldMsat }
}

type Found = {
  readonly id: Id
  readonly seq: string
  readonly type: RowType
  readonly of_purchase: boolean
  readonly amount: string
  readonly fee: string | null
  readonly balance_after: string
  readonly memo: string | null
  readonly created_ms: string
  readonly reference: string | null
}

/** @throws {AppError} for a cursor that did not come from a page. */
export async function statement(
  em: EntityManager,
  account: Id,
  type: RowType | undefined,
  page: Page
): Promise<Paged<StatementRow>> {
  const { createdAfter, createdBefore } = page.only ?? {}
  const bounded = createdAfter !== undefined || createdBefore !== undefined
  const bounds = [
    createdAfter?.toISOString() ?? '-infinity',
    createdBefore?.toISOString() ?? 'infinity'
  ]
  const sql = pageSql(type, bounded)
  const { data, nextCursor } = await pageOfChain(em, account, page, ({ below, from, limit }) =>
    prepared<Found>(em, sql, [account, below, limit, from, ...(bounded ? bounds : [])])
  )
  return { data: data.map(toRow), nextCursor }
}

const toRow = (row: Found): StatementRow => ({
  id: row.id,
  type: row.type,
  ofPurchase: row.of_purchase,
  amountMsat: BigInt(row.amount),
  feeMsat: row.fee === null ? null : msat(BigInt(row.fee)),
  balanceAfterMsat: msat(BigInt(row.balance_after)),
  memo: row.memo,
  createdAt: new Date(Number(row.created_ms)),
  reference: row.reference
})

const OWNERS = {
  deposit: 'dep',
  payment: 'pay',
  purchase: 'pur',
  transfer_in: 'trf',
  transfer_out: 'trf',
  refund: 'trf'
} as const satisfies Record<RowType, Prefix>

/** The prefix of a row's id. */
export const ownerOf = ({ type, ofPurchase }: Pick<StatementRow, 'type' | 'ofPurchase'>): Prefix =>
  ofPurchase === true ? 'pur' : OWNERS[type]

/** The entry kinds that complete a resource, by the account's side of the entry. */
const ENDS: Readonly<Record<RowType, Readonly<Record<'debit' | 'credit', readonly EntryKind[]>>>> =
  {
    deposit: { debit: [], credit: ['deposit', 'suspense', 'adjust'] },
    payment: { debit: ['hold'], credit: ['change'] },
    purchase: { debit: ['hold'], credit: ['change'] },
    transfer_in: { debit: [], credit: ['transfer', 'claim'] },
    transfer_out: { debit: ['transfer', 'claim', 'adjust', 'suspense'], credit: [] },
    refund: { debit: [], credit: ['return', 'refund'] }
  }

/**
 * Reads one side of a stretch of an account's chain, from its (account, seq) index. A payment
 * appears at its last entry: `change`, or the hold itself when all of it was spent; one still on
 * hold does not appear. The subqueries return one value each, for otherwise PostgreSQL might read
 * all payments to answer for a few.
 */
function half(side: 'debit' | 'credit', type: RowType | undefined, bounded: boolean): string {
  const kinds = (type ? [ENDS[type]] : Object.values(ENDS)).flatMap(ends => ends[side])
  const bought = `(select purchase is not null from payment where id = e.subject)`
  const which =
    type === 'purchase' ? `and ${bought}` : type === 'payment' ? `and not ${bought}` : ''
  return `
    (select kind, subject, created_at, ${side === 'debit' ? '-' : ''}amount_msat as change,
       ${side}_seq as seq, ${side}_balance_after as balance_after
     from entry e
     where ${side}_account = $1 and ${side}_seq < $2 and ${side}_seq >= $4
       and kind in (${quoted(kinds)}) ${which} ${bounded ? TIMES : ''}
       and (kind <> 'hold' or (
         (select state from payment where id = e.subject) = 'settled'
         and (select id from entry where subject = e.subject and kind = 'change' limit 1) is null))
     order by ${side}_seq desc limit $3)`
}

const TIMES = 'and created_at > $5::timestamptz and created_at < $6::timestamptz'

/** Our own constants, never input. */
const quoted = (kinds: readonly EntryKind[]): string =>
  kinds.length === 0 ? 'null' : kinds.map(kind => `'${kind}'`).join(', ')

/**
 * The row that belongs to `e`; `offset 0` makes PostgreSQL look for it only if the kind matches.
 */
const only = (name: string, table: string, where: string): string =>
  `left join lateral (select * from ${table} where ${where} offset 0) ${name} on true`

/**
 * Operators' decisions appear as money received or sent: the row types are fixed by the API
 * contract.
 */
const BY_HAND = {
  adjust: 'A correction by the operator',
  suspense: 'An earlier deposit, assigned by the operator'
} as const

export const pageSql = (type: RowType | undefined, bounded = false): string => `
  select coalesce(p.purchase, e.subject) as id, e.seq::text, e.balance_after::text,
    x.amount::text, case
      when p.id is not null then greatest(0, -x.amount - p.amount_msat - p.surcharge_msat)
    end::text as fee,
    case
      when p.purchase is not null then 'purchase'
      when p.id is not null then 'payment'
      when e.kind in ('return', 'refund') then 'refund'
      when e.change < 0 then 'transfer_out'
      when e.kind in ('transfer', 'claim') then 'transfer_in'
      else 'deposit'
    end as type,
    e.kind = 'refund' as of_purchase,
    coalesce(p.comment, p.description, d.memo, t.memo, case e.kind
      when 'adjust' then '${BY_HAND.adjust}' when 'suspense' then '${BY_HAND.suspense}'
    end) as memo,
    coalesce(p.payment_hash, d.payment_hash) as reference,
    floor(extract(epoch from e.created_at) * 1000)::text as created_ms
  from (
    select * from (${half('debit', type, bounded)} union all ${half('credit', type, bounded)}) both_sides
    order by seq desc limit $3) e
  ${only('p', 'payment', `e.kind in ('hold', 'change') and id = e.subject`)}
  ${only('h', 'entry', `e.kind = 'change' and kind = 'hold' and subject = e.subject`)}
  ${only('d', 'deposit', `e.kind = 'deposit' and id = e.subject`)}
  ${only('t', 'transfer', `e.kind in ('transfer', 'claim', 'return') and id = e.subject`)}
  cross join lateral (select e.change - coalesce(h.amount_msat, 0) as amount) x
  order by e.seq desc`
