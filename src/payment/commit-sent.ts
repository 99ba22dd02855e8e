// Commits the point of no return: from here on only evidence ends the payment.
import type { Claim, Verdict } from '../ledger/unit.ts'
import { commitCounted } from './commit-counted.ts'
import { decide } from './decide.ts'
import type { Deps } from './deps.ts'
import type { PaymentRow } from './entity.ts'
import type { sending } from './preflight.ts'
import { unitOf } from './unit.ts'

/** If refused for a reason other than room, another process drives the payment, or it has ended. */
export async function commitSent(
  row: PaymentRow,
  set: Awaited<ReturnType<typeof sending>>,
  claims: readonly Claim[],
  deps: Deps
): Promise<Verdict> {
  const decision = decide('held', row, { is: 'turn' })
  const unit = unitOf({ payment: row, newId: deps.newId }, 'held', decision, set)
  return commitCounted('payment.sent', { ...unit, claims }, deps)
}
