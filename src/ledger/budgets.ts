// Counts key budgets within a batch, under its locks: whether an amount may be spent, and what is
// given back when a spending ends. Pure.
import type { Id } from '../core/ids.ts'
import { add, larger, msat, subtract, ZERO, type Msat } from '../core/msat.ts'
import type { Claim, Refused } from './unit.ts'

export type Budget = {
  readonly limitMsat: Msat
  readonly usedMsat: Msat
  /** Start of the period that `usedMsat` belongs to, as the database writes it. */
  readonly since: string
  /** Start of the current period. */
  readonly current: string
}

/** What one budget counted for one payment or transfer, in the period that began at `since`. */
export type Spending = {
  readonly subject: Id
  readonly budget: Id
  readonly since: string
  readonly amountMsat: Msat
}

/** A spending and its budget after a change. */
export type Counted = {
  readonly spending: Spending
  readonly budget: Budget
  readonly new: boolean
}

export type Budgets = {
  readonly all: Map<Id, Budget>
  /** By subject; only those that a unit declares ended. */
  readonly spendings: Map<Id, readonly Spending[]>
  /** Changes of the units so far; a later one for the same budget replaces the earlier. */
  readonly counted: Counted[]
}

export const blankBudgets = (): Budgets => ({ all: new Map(), spendings: new Map(), counted: [] })

/** Spending of a past period does not count in the current one. */
const usedNow = ({ usedMsat, since, current }: Budget): Msat =>
  since === current ? usedMsat : ZERO

/** As the batch left it, and this unit so far. */
const latest = ({ all }: Budgets, sofar: readonly Counted[], id: Id): Budget | undefined =>
  sofar.findLast(({ spending }) => spending.budget === id)?.budget ?? all.get(id)

export function spend(
  budgets: Budgets,
  sofar: Counted[],
  { budget: id, subject, amountMsat }: Extract<Claim, { is: 'spend' }>
): Refused | undefined {
  const budget = latest(budgets, sofar, id)
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

/**
 * Never keeps more than was counted: an amount that a node sends above a hold is a loss of the
 * house.
 */
export function unspend(
  budgets: Budgets,
  sofar: Counted[],
  { subject, keptMsat }: Extract<Claim, { is: 'unspend' }>
): void {
  for (const spending of budgets.spendings.get(subject) ?? []) {
    const budget = latest(budgets, sofar, spending.budget)
    const backMsat = msat(larger(spending.amountMsat, keptMsat) - keptMsat)
    if (budget === undefined || backMsat === ZERO) continue
    const amountMsat = subtract(spending.amountMsat, backMsat)
    // A spending of a past period gives nothing back to the current one.
    const isCurrent = spending.since === budget.since
    const usedMsat = isCurrent ? subtract(budget.usedMsat, backMsat) : budget.usedMsat
    sofar.push({
      spending: { ...spending, amountMsat },
      budget: { ...budget, usedMsat },
      new: false
    })
  }
}

export function advanceBudgets({ all, spendings, counted }: Budgets, changes: Counted[]): void {
  for (const { spending, budget } of changes) {
    all.set(spending.budget, budget)
    const others = spendings.get(spending.subject) ?? []
    const rest = others.filter(other => other.budget !== spending.budget)
    spendings.set(spending.subject, [...rest, spending])
  }
  counted.push(...changes)
}
