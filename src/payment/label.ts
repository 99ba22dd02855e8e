// The name of a payment at the node, which has its id and its account: from it alone the ledger can
// be rebuilt, and by it the payment's own rows are told from those of others.
import { showId } from '../core/ids.ts'
import type { PaymentRow } from './entity.ts'

export const paymentLabel = (row: Pick<PaymentRow, 'id' | 'account'>): string =>
  `lapp:${showId('pay', row.id)}:${showId('acc', row.account)}`
