// Cancels a payment that was not sent yet, at its owner's request.
import { AppError } from '../core/errors.ts'
import type { Deps } from './deps.ts'
import type { PaymentRow } from './entity.ts'
import { releaseUnsent } from './release-unsent.ts'

/**
 * A process that drives it meanwhile finds that it has ended: one of the two commits is refused.
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
