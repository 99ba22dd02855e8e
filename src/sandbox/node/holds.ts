// Hold invoices: the payee keeps a payment pending until it has delivered, or fails it.
import type { Network } from './network.ts'
import type { End } from './parts.ts'

export type Hold = { readonly ms: number; readonly then: End }

export const holdFor = (network: Network, paymentHash: string, { ms, then }: Hold): void =>
  network.store.run(
    'insert into hold (payment_hash, ms, ends_as) values (?, ?, ?)',
    ...[paymentHash, ms, then]
  )

export function holdOf(network: Network, paymentHash: string): Hold | undefined {
  const row = network.store.get('select ms, ends_as from hold where payment_hash = ?', paymentHash)
  return row && { ms: Number(row['ms']), then: row['ends_as'] as End }
}
