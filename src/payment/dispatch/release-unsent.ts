// Releases a payment that was never sent, unless the node has it from us after all.
import { AppError } from '../../core/errors.ts'
import { decide, type Cancellation } from '../decide.ts'
import type { Deps } from '../deps.ts'
import { applyDecision } from '../commit.ts'
import type { PaymentRow } from '../entity.ts'
import { PAID_BY_OTHERS, type Reason } from '../unit.ts'
import { commitSent, preflight, sending } from './mark-sent.ts'

/**
 * A restored database may have forgotten that it was sent, and the invoice has usually expired by
 * then. In that case it is marked as sent, and whoever takes it up next looks for its end. As long
 * as the node does not answer it stays held, and is taken up again.
 * @returns false: the node did not answer, and nothing was done
 */
export async function releaseUnsent(
  row: PaymentRow,
  why: Cancellation,
  deps: Deps
): Promise<boolean> {
  if (why !== 'pending_at_node' && why !== 'paid_at_node') {
    const seen = await deps.step('payment.look', () => preflight(row, deps)).catch(() => undefined)
    if (seen === undefined) return false
    if (seen.own) {
      // The node has it: mark it as sent, without waiting for a turn.
      await commitSent(row, await sending(row, seen, deps), [], deps)
      return true
    }
  }
  const decision = decide('held', row, { is: 'cancelled', why })
  await applyDecision(row, 'held', decision, REASONS[why], why, deps)
  return true
}

const REASONS: Record<Cancellation, Reason> = {
  expired: {
    code: 'expired',
    detail: 'The invoice ran out before it was sent; ask for a new one.'
  },
  queued_too_long: {
    code: 'timed_out',
    detail: 'The node had no room for it in time; nothing was sent. Try again.'
  },
  requested: { code: 'cancelled', detail: 'It was cancelled before it was sent.' },
  pending_at_node: {
    code: 'node_error',
    detail: 'The node is paying this invoice for somebody else; nothing was sent from here.'
  },
  paid_at_node: PAID_BY_OTHERS
}

/**
 * Cancels a payment that was not sent yet, at its owner's request. A process that drives it
 * meanwhile finds that it has ended: one of the two commits is refused.
 * @returns the payment as it stands then
 * @throws {AppError} being_paid, node_unavailable
 */
export async function cancel(row: PaymentRow, deps: Deps): Promise<PaymentRow> {
  if (row.state === 'held' && !(await releaseUnsent(row, 'requested', deps))) {
    const detail = 'The node does not answer, so it is not known that nothing was sent; ask again.'
    throw new AppError('node_unavailable', detail)
  }
  const now = row.state === 'held' ? ((await deps.rows.find(row.id)) ?? row) : row
  switch (now.state) {
    case 'held':
    case 'sent':
      throw new AppError('being_paid', 'It was sent to the node, and its end will be told.')
    case 'settled':
    case 'released':
      return now
    default:
      return now.state satisfies never
  }
}
