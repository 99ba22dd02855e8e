// Commits what was decided of a payment, as one unit that the ledger takes whole or refuses; then
// raises alarms and notifies.
import type { StepName } from '../core/step.ts'
import type { Claim, Refused, Unit, Verdict } from '../ledger/unit.ts'
import { decide, type Decision, type State } from './decide.ts'
import type { Deps } from './deps.ts'
import type { sending } from './dispatch/preflight.ts'
import type { PaymentRow } from './entity.ts'
import { ending, unitOf, type Reason } from './unit.ts'

const TRIES = 40
const PAUSE_MAX_MS = 20

/**
 * A unit that is counted among the payments in flight of all gateways is retried while another
 * gateway is counting, which takes some milliseconds.
 */
export async function commitCounted(
  step: StepName,
  unit: Unit,
  deps: Pick<Deps, 'commit' | 'step' | 'clock'>
): Promise<Verdict> {
  for (let tries = 1; ; tries += 1) {
    const verdict = await deps.step(step, () => deps.commit(unit))
    const isBusy =
      verdict.is === 'refused' && verdict.why.is === 'no_room' && verdict.why.of === 'busy'
    if (!isBusy || tries >= TRIES) return verdict
    await deps.clock.sleep(Math.min(PAUSE_MAX_MS, 2 * tries))
  }
}

/**
 * The point of no return: from here on only evidence ends the payment. If refused for a reason
 * other than room, another process drives the payment, or it has ended.
 */
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
