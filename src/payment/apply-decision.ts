// Carries out a decision: commits one unit, then raises alarms and notifies.
import type { Refused, Value } from '../ledger/unit.ts'
import type { Decision, State } from './decide.ts'
import type { Deps } from './deps.ts'
import type { PaymentRow } from './entity.ts'
import { unitOf } from './unit.ts'

type Reason = { readonly code: string; readonly detail: string }

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

/** The columns recorded when a payment ends. */
export function ending(
  row: Pick<PaymentRow, 'preimage'>,
  decision: Decision,
  reason: Reason | undefined,
  endedBy: string
): Readonly<Record<string, Value>> {
  const ended = { finished_at: 'now', ended_by: endedBy, stuck: false }
  if (decision.next === 'settled') {
    const sent = decision.moves
      .filter(move => move.to === 'lightning')
      .reduce((sum, move) => sum + move.amountMsat, 0n)
    return { ...ended, amount_sent_msat: sent, preimage: decision.preimage ?? row.preimage }
  }
  if (reason === undefined) return ended
  return { ...ended, error_code: reason.code, error_detail: reason.detail }
}

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
