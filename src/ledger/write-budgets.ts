// Writes the budgets changed by a batch: each budget once, each spending in its last state.
import { statement, type Statement } from '../db/statement.ts'
import { int8s, texts, uuids } from './binary-array.ts'
import type { Budgets, Counted, Spending } from './budgets.ts'

export function writeBudgets({ counted }: Budgets): readonly Statement[] {
  if (counted.length === 0) return []
  const made = counted.filter(one => one.new)
  return [
    updateBudgets(counted),
    ...(made.length > 0 ? [insertSpendings(made.map(({ spending }) => spending))] : []),
    ...(made.length < counted.length
      ? [updateSpendings(counted.filter(one => !one.new).map(({ spending }) => spending))]
      : [])
  ]
}

function updateBudgets(counted: readonly Counted[]): Statement {
  const last = new Map(counted.map(({ spending, budget }) => [spending.budget, budget]))
  const budgets = [...last.values()]
  return statement(
    `update budget set used_msat = u.used_msat, since = u.since::timestamptz
     from unnest($1::uuid[], $2::int8[], $3::text[]) u(id, used_msat, since)
     where budget.id = u.id`,
    uuids([...last.keys()]),
    int8s(budgets.map(({ usedMsat }) => usedMsat)),
    texts(budgets.map(({ since }) => since))
  )
}

const insertSpendings = (spendings: readonly Spending[]): Statement =>
  statement(
    `insert into spending (subject, budget, since, amount_msat)
     select u.subject, u.budget, u.since::timestamptz, u.amount_msat
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::int8[])
       u(subject, budget, since, amount_msat)`,
    ...columns(spendings),
    int8s(spendings.map(({ amountMsat }) => amountMsat))
  )

const columns = (spendings: readonly Spending[]): readonly Buffer[] => [
  uuids(spendings.map(({ subject }) => subject)),
  uuids(spendings.map(({ budget }) => budget)),
  texts(spendings.map(({ since }) => since))
]

/** A subject ends only once, so no two changes of a batch concern the same one. */
const updateSpendings = (spendings: readonly Spending[]): Statement =>
  statement(
    `update spending set amount_msat = u.amount_msat
     from unnest($1::uuid[], $2::uuid[], $3::int8[]) u(subject, budget, amount_msat)
     where spending.subject = u.subject and spending.budget = u.budget`,
    uuids(spendings.map(({ subject }) => subject)),
    uuids(spendings.map(({ budget }) => budget)),
    int8s(spendings.map(({ amountMsat }) => amountMsat))
  )
