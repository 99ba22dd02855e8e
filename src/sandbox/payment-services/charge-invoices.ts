// Invoices of the simulated lightning-charge, which runs on the gateway's own node, as in the
// original diagram of this gateway.
import { randomBytes, randomUUID } from 'node:crypto'
import type { Msat } from '../../core/msat.ts'
import { createInvoice, findByHash } from '../node/invoices.ts'
import { seconds, type Network } from '../node/network.ts'
import type { Row } from '../node/store.ts'

export type Charge = {
  readonly id: string
  readonly paymentHash: string
  readonly description: string
  readonly metadata: unknown
  readonly webhook: string | null
  readonly createdAt: number
}

export type Wish = {
  readonly amountMsat: Msat | undefined
  readonly description: string
  readonly expirySeconds: number
  readonly metadata: unknown
  readonly webhook: string | null
}

export function makeCharge(network: Network, wish: Wish): Charge {
  const id = randomBytes(16).toString('base64url').slice(0, 21)
  const { amountMsat, description, expirySeconds, metadata = null, webhook } = wish
  return network.store.transaction(() => {
    const label = `charge:${randomUUID()}`
    const { ours } = network.nodes
    const made = createInvoice(network, ours, { label, amountMsat, description, expirySeconds })
    network.store.run(
      `insert into charge_invoice (id, payment_hash, description, metadata, webhook, created_at)
       values (?, ?, ?, ?, ?, ?)`,
      ...[id, made.paymentHash, description, JSON.stringify(metadata), webhook],
      seconds(network)
    )
    const { paymentHash } = made
    return { id, paymentHash, description, metadata, webhook, createdAt: seconds(network) }
  })
}

const of = (network: Network, where: string, value: string): Charge | undefined =>
  network.store.all(`select * from charge_invoice where ${where} = ?`, value).map(toCharge)[0]

export const chargeById = (network: Network, id: string): Charge | undefined =>
  of(network, 'id', id)

export const chargeByHash = (network: Network, hash: string): Charge | undefined =>
  of(network, 'payment_hash', hash)

export const allCharges = (network: Network): readonly Charge[] =>
  network.store.all('select * from charge_invoice order by created_at').map(toCharge)

const toCharge = (row: Row): Charge => ({
  id: String(row['id']),
  paymentHash: String(row['payment_hash']),
  description: String(row['description']),
  metadata: JSON.parse(String(row['metadata'])) as unknown,
  webhook: row['webhook'] === null ? null : String(row['webhook']),
  createdAt: Number(row['created_at'])
})

/** As charge answers to whoever makes it: without what only its database adds. */
export const presentNew = (network: Network, charge: Charge) =>
  withInvoice(charge, findByHash(network, charge.paymentHash))

function withInvoice(charge: Charge, invoice: ReturnType<typeof findByHash>) {
  return {
    id: charge.id,
    msatoshi: invoice?.amountMsat === undefined ? null : String(invoice.amountMsat),
    description: charge.description,
    rhash: charge.paymentHash,
    payreq: invoice?.bolt11 ?? '',
    expires_at: invoice?.expiresAt ?? 0,
    created_at: charge.createdAt,
    metadata: charge.metadata,
    status: invoice?.status ?? 'expired'
  }
}

/** As charge shows it: amounts as text, and nulls for what no payment has filled. */
export function presentCharge(network: Network, charge: Charge) {
  const invoice = findByHash(network, charge.paymentHash)
  const paid = invoice?.status === 'paid' ? invoice : undefined
  return {
    ...withInvoice(charge, invoice),
    quoted_currency: null,
    quoted_amount: null,
    pay_index: paid?.payIndex ?? null,
    paid_at: paid?.paidAt ?? null,
    msatoshi_received: paid ? String(paid.receivedMsat) : null
  }
}
