// Carries a decision out: one unit, then the alarms and the news.
import type { Value } from '../ledger/unit.ts'
import type { Decision, State } from './decide.ts'
import type { Deps } from './deps.ts'
import type { PaymentRow } from './entity.ts'
import { unitOf } from './unit.ts'

type Reason = { readonly code: string; readonly detail: string }

/**
 * Ends a payment as decided. Somebody else may have been
 * first: then this does nothing, the end is the same.
 */
export async function end(
  row: PaymentRow,
  from: State,
  decision: Decision,
  reason: Reason | undefined,
  endedBy: string,
  deps: Deps
): Promise<void> {
  const sent = decision.moves
    .filter(move => move.to === 'lightning')
    .reduce((sum, move) => sum + move.amountMsat, 0n)
  const set: Record<string, Value> = { finished_at: 'now', ended_by: endedBy, stuck: false }
  if (decision.next === 'settled') {
    set['amount_sent_msat'] = sent
    set['preimage'] = decision.preimage ?? row.preimage
  } else if (reason !== undefined) {
    set['error_code'] = reason.code
    set['error_detail'] = reason.detail
  }
  const unit = unitOf({ payment: row, newId: deps.newId }, from, decision, set)
  const verdict = await deps.step('payment.end', () => deps.commit(unit))
  if (verdict.is === 'refused' && verdict.why.is !== 'state_differs') {
    deps.log.error({ payment: row.id, why: verdict.why }, 'the ledger refused the end of a payment')
  }
  announce(row, decision, deps)
}

export function announce(row: PaymentRow, decision: Decision, deps: Deps): void {
  for (const then of decision.then) {
    switch (then.is) {
      case 'alarm':
        deps.log.error({ payment: row.id, what: then.what }, 'a payment needs an operator')
        break
      case 'tell':
        deps.tell(row)
        break
      case 'call':
      case 'look':
        break
      default:
        then satisfies never
    }
  }
}
