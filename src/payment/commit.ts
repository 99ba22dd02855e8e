// Commits what was decided of a payment, as one unit that the ledger takes whole or refuses; then
// raises alarms and notifies.
import type { Refused } from '../ledger/unit.ts'
import type { Decision, State } from './decide.ts'
import type { Deps } from './deps.ts'
import type { PaymentRow } from './entity.ts'
import { ending, unitOf, type Reason } from './unit.ts'

/**
 * Ends a payment as decided. If another process ended it first, this does nothing; the end is the
 * same.
 * @throws if the ledger refuses it for any other reason: the payment has not ended, and is taken up
 * again
 */
export async function applyDecision(
  row: PaymentRow,
  from: State,
  decision: Decision,
  reason: Reason | undefined,
  endedBy: string,
  deps: Deps
): Promise<void> {
  const set = ending(row, decision, reason, endedBy)
  const unit = unitOf({ payment: row, newId: deps.newId }, from, decision, set)
  const verdict = await deps.step('payment.end', () => deps.commit(unit))
  if (verdict.is === 'refused' && verdict.why.is !== 'state_differs') {
    throw new LedgerRefused(`the ledger refused the end of a payment: ${nameOf(verdict.why)}`)
  }
  deps.log.info({ payment: row.id, state: decision.next, because: endedBy }, 'a payment has ended')
  announce(row, decision, deps)
}

/** The payment has not ended, and its driver tries again. */
export class LedgerRefused extends Error {
  override readonly name = 'LedgerRefused'
}

const nameOf = (why: Refused): string => (why.is === 'constraint' ? why.constraint : why.is)

export function announce(row: PaymentRow, decision: Pick<Decision, 'then'>, deps: Deps): void {
  for (const then of decision.then) {
    switch (then.is) {
      case 'alarm':
        deps.log.error({ payment: row.id, what: then.what }, 'a payment needs an operator')
        break
      case 'tell':
        deps.tell(row)
        break
      default:
        then satisfies never
    }
  }
}
