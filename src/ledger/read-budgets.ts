// Locks the budgets of spending keys, and reads what they counted for spendings that end.
import type { Id } from '../core/ids.ts'
import { msat } from '../core/msat.ts'
import { statement } from '../db/statement.ts'
import { uuids } from './binary-array.ts'
import type { Query, Rows } from './query.ts'

const LOCKED = `
  select id, amount_msat, used_msat, since::text, greatest(since, period_start(period))::text
  from budget where id =`
const IN_ORDER = 'order by id for no key update'

/**
 * The later of the two period starts: a batch that waited for the lock may have begun before the
 * one stored.
 */
const locked = (budgets: readonly Id[], spent: readonly Id[]): Query => ({
  statement:
    spent.length === 0
      ? statement(`${LOCKED} any($1::uuid[]) ${IN_ORDER}`, uuids(budgets))
      : statement(
          `${LOCKED} any(array(select unnest($1::uuid[]) union all
             select budget from spending where subject = any($2::uuid[]))) ${IN_ORDER}`,
          uuids(budgets),
          uuids(spent)
        ),
  take: (state, rows: Rows) => {
    for (const [id, limit, used, since, current] of rows as readonly BudgetRow[]) {
      const amounts = { limitMsat: msat(BigInt(limit)), usedMsat: msat(BigInt(used)) }
      state.budgets.all.set(id, { ...amounts, since, current })
    }
  }
})

type BudgetRow = readonly [id: Id, limit: string, used: string, since: string, current: string]

/** A separate statement, so that its snapshot is newer than the lock. */
const counted = (spent: readonly Id[]): Query => ({
  statement: statement(
    `select subject, budget, since::text, amount_msat from spending
     where subject = any($1::uuid[]) order by budget`,
    uuids(spent)
  ),
  take: ({ budgets }, rows: Rows) => {
    for (const [subject, budget, since, amount] of rows as readonly SpendingRow[]) {
      const one = { subject, budget, since, amountMsat: msat(BigInt(amount)) }
      budgets.spendings.set(subject, [...(budgets.spendings.get(subject) ?? []), one])
    }
  }
})

type SpendingRow = readonly [subject: Id, budget: Id, since: string, amountMsat: string]

/** Empty if no key has a budget. */
export const readBudgets = (budgets: readonly Id[], spent: readonly Id[]): readonly Query[] => [
  ...(budgets.length + spent.length > 0 ? [locked(budgets, spent)] : []),
  ...(spent.length > 0 ? [counted(spent)] : [])
]
