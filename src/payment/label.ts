// The label of a payment at the node, made of its id and its account: the ledger can be rebuilt
// from it alone, and it tells the payment's own rows from those of others.
import { showId } from '../core/ids.ts'
import type { PaymentRow } from './entity.ts'

export const paymentLabel = (row: Pick<PaymentRow, 'id' | 'account'>): string =>
  `lapp:${showId('pay', row.id)}:${showId('acc', row.account)}`
