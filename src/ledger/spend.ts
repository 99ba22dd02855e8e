// Builds the claims on a key's budgets when money is spent with it.
import type { Id } from '../core/ids.ts'
import type { Msat } from '../core/msat.ts'
import type { Claim } from './unit.ts'

/** None for a key without a budget: it costs nothing extra. */
export const spends = (
  budgets: readonly Id[] | undefined,
  subject: Id,
  amountMsat: Msat
): readonly Claim[] => (budgets ?? []).map(budget => ({ is: 'spend', budget, subject, amountMsat }))
