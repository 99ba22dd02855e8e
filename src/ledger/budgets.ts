// What the budgets of keys have counted, as a batch has it under its locks: whether so much more
// may go out, and what comes back of what has ended. Pure.
import type { Id } from '../core/ids.ts'
import { add, larger, msat, subtract, ZERO, type Msat } from '../core/msat.ts'
import type { Claim, Refused } from './unit.ts'

export type Budget = {
  readonly limitMsat: Msat
  readonly usedMsat: Msat
  /** When the period began that `usedMsat` is of, as the database writes it. */
  readonly since: string
  /** When the one began that is now. */
  readonly current: string
}

/** What one budget has counted of one payment or transfer, in the period of that time. */
export type Spending = {
  readonly subject: Id
  readonly budget: Id
  readonly since: string
  readonly amountMsat: Msat
}

/** A spending as it is now, and its budget with it. */
export type Counted = {
  readonly spending: Spending
  readonly budget: Budget
  readonly new: boolean
}

export type Budgets = {
  readonly all: Map<Id, Budget>
  /** By subject; those alone that a unit says have ended. */
  readonly spendings: Map<Id, readonly Spending[]>
  /** Of the units so far; a later one of the same budget stands for the earlier. */
  readonly counted: Counted[]
}

export const blankBudgets = (): Budgets => ({ all: new Map(), spendings: new Map(), counted: [] })

/** What was counted in a period that is over leaves all of the budget for the one that is now. */
const usedNow = ({ usedMsat, since, current }: Budget): Msat =>
  since === current ? usedMsat : ZERO

export function spend(
  { all }: Budgets,
  sofar: Counted[],
  { budget: id, subject, amountMsat }: Extract<Claim, { is: 'spend' }>
): Refused | undefined {
  const budget = sofar.findLast(({ spending }) => spending.budget === id)?.budget ?? all.get(id)
  // Without its row nobody knows what is left.
  if (budget === undefined) return { is: 'budget_exceeded', budget: id, leftMsat: ZERO }
  const used = usedNow(budget)
  const leftMsat = subtract(budget.limitMsat, used)
  if (amountMsat > leftMsat) return { is: 'budget_exceeded', budget: id, leftMsat }
  const since = budget.current
  sofar.push({
    spending: { subject, budget: id, since, amountMsat },
    budget: { ...budget, since, usedMsat: add(used, amountMsat) },
    new: true
  })
  return undefined
}

/** Never more is kept than was counted: what a node sends above a hold is the loss of the house. */
export const unspend = (
  { all, spendings }: Budgets,
  { subject, keptMsat }: Extract<Claim, { is: 'unspend' }>
): readonly Counted[] =>
  (spendings.get(subject) ?? []).flatMap(spending => {
    const budget = all.get(spending.budget)
    const backMsat = msat(larger(spending.amountMsat, keptMsat) - keptMsat)
    if (budget === undefined || backMsat === ZERO) return []
    const amountMsat = subtract(spending.amountMsat, backMsat)
    // A period that is over gives nothing to the one that is now.
    const isCurrent = spending.since === budget.since
    const usedMsat = isCurrent ? subtract(budget.usedMsat, backMsat) : budget.usedMsat
    return [{ spending: { ...spending, amountMsat }, budget: { ...budget, usedMsat }, new: false }]
  })

export function advanceBudgets({ all, spendings, counted }: Budgets, changes: Counted[]): void {
  for (const { spending, budget } of changes) {
    all.set(spending.budget, budget)
    const others = spendings.get(spending.subject) ?? []
    const rest = others.filter(other => other.budget !== spending.budget)
    spendings.set(spending.subject, [...rest, spending])
  }
  counted.push(...changes)
}
