// The public view of a key: without its secret, with what is left of its budget.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Id } from '../core/ids.ts'
import { msat, type Msat } from '../core/msat.ts'
import { query } from '../db/query.ts'
import type { ApiKeyRow } from './entity.ts'
import type { Limits, Period } from './limits.ts'
import { scopesOf, type Scope } from './scopes.ts'

export type BudgetNow = {
  readonly amountMsat: Msat
  readonly period: Period
  readonly usedMsat: Msat
  /** Never more than what is left in the budgets of the keys that created it. */
  readonly leftMsat: Msat
  /** null: never renewed. */
  readonly renewsAt: Date | null
}

export type ApiKey = Readonly<
  Pick<ApiKeyRow, 'id' | 'account' | 'name' | 'prefix' | 'lastUsedAt' | 'createdAt'>
> & {
  readonly scopes: readonly Scope[]
  readonly limits: Limits
  /** Its own budget, or that of the key that created it. */
  readonly budget: BudgetNow | null
}

export const limitsOf = (row: ApiKeyRow): Limits => ({
  budgets: row.budgets as Id[],
  maxPaymentMsat: row.maxPaymentMsat ?? undefined,
  lapps: row.lapps ?? undefined,
  ipAllow: row.ipAllow ?? undefined,
  expiresAt: row.expiresAt ?? undefined,
  approval: row.approval
})

export async function showKeys(
  em: EntityManager,
  rows: readonly ApiKeyRow[]
): Promise<readonly ApiKey[]> {
  const budgets = await budgetsNow(em, [...new Set(rows.flatMap(row => row.budgets as Id[]))])
  return rows.map(row => ({
    id: row.id,
    account: row.account,
    name: row.name,
    prefix: row.prefix,
    scopes: scopesOf(row.scopes),
    limits: limitsOf(row),
    budget: leastOf((row.budgets as Id[]).flatMap(id => budgets.get(id) ?? [])),
    lastUsedAt: row.lastUsedAt,
    createdAt: row.createdAt
  }))
}

function leastOf([first, ...others]: readonly BudgetNow[]): BudgetNow | null {
  if (first === undefined) return null
  const leftMsat = others.reduce(
    (least, { leftMsat }) => (leftMsat < least ? leftMsat : least),
    first.leftMsat
  )
  return { ...first, leftMsat }
}

type Found = {
  readonly id: Id
  readonly amount: string
  readonly period: Period
  readonly used: string
  readonly renews_ms: string | null
}

async function budgetsNow(
  em: EntityManager,
  ids: readonly Id[]
): Promise<ReadonlyMap<Id, BudgetNow>> {
  if (ids.length === 0) return new Map()
  const found = await query<Found>(
    em,
    `select id, amount_msat::text as amount, period,
       (case when since >= period_start(period) then used_msat else 0 end)::text as used,
       case when period <> 'total' then
         (extract(epoch from (period_start(period) at time zone 'UTC' + ('1 ' || period)::interval)
           at time zone 'UTC') * 1000)::bigint::text
       end as renews_ms
     from budget where id = any(?::uuid[])`,
    [`{${ids.join()}}`]
  )
  return new Map(found.map(row => [row.id, budgetNow(row)]))
}

function budgetNow({ amount, period, used, renews_ms: renews }: Found): BudgetNow {
  const [amountMsat, usedMsat] = [msat(BigInt(amount)), msat(BigInt(used))]
  const leftMsat = msat(amountMsat - usedMsat)
  const renewsAt = renews === null ? null : new Date(Number(renews))
  return { amountMsat, period, usedMsat, leftMsat, renewsAt }
}
