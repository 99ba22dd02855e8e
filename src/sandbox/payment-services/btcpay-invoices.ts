// Invoices of the simulated BTCPay Server; their state is derived from the payments to them.
import { randomBytes } from 'node:crypto'
import { msat } from '../../core/msat.ts'
import { createInvoice, findByHash } from '../node/invoices.ts'
import { seconds, type Network } from '../node/network.ts'
import type { NodeName } from '../node/nodes.ts'
import type { Row } from '../node/store.ts'
import { newAddress, paidTo, type ChainPayment, type Coin } from './chain-payments.ts'

export type Status = 'New' | 'Processing' | 'Expired' | 'Invalid' | 'Settled'
type Additional = 'None' | 'PaidLate' | 'PaidPartial' | 'Marked' | 'Invalid' | 'PaidOver'

export type Stored = {
  readonly id: string
  /** Null: a top-up invoice, which any amount pays. */
  readonly sats: bigint | null
  readonly createdAt: number
  readonly expiresAt: number
  readonly monitoredUntil: number
  readonly metadata: Readonly<Record<string, unknown>>
  readonly paymentHash: string
  readonly addresses: Readonly<Record<Coin, string>>
  /** Sats per litecoin, fixed when the invoice was made. */
  readonly ltcRate: string
  readonly mark: Status | null
}

export type Paid = {
  readonly method: 'BTC-CHAIN' | 'BTC-LN' | 'LTC-CHAIN'
  readonly id: string
  readonly at: number
  /** In hundred-millionths of its coin, and in sats. */
  readonly units: bigint
  readonly sats: bigint
  readonly status: 'Invalid' | 'Processing' | 'Settled'
  readonly destination: string
}

export type Wish = {
  /** The node that it uses: its own, or the gateway's. */
  readonly node: NodeName
  readonly sats: bigint | null
  readonly metadata: Readonly<Record<string, unknown>>
  readonly expirationMinutes: number
  readonly monitoringMinutes: number
  readonly description: string
}

/** As in LowMediumSpeed. */
const CONFIRMATIONS = 2
const LTC_RATE = '123456.78'

export function makeInvoice(network: Network, wish: Wish): Stored {
  const { sats, metadata, description } = wish
  const id = randomBytes(16).toString('base64url')
  const now = seconds(network)
  const [expiresAt, expirySeconds] = [
    now + wish.expirationMinutes * 60,
    wish.expirationMinutes * 60
  ]
  const amountMsat = sats === null ? undefined : msat(sats * 1000n)
  return network.store.transaction(() => {
    const made = createInvoice(network, network.nodes[wish.node], {
      label: `btcpay:${id}`,
      amountMsat,
      description,
      expirySeconds
    })
    network.store.run(
      `insert into btcpay_invoice (id, order_id, sats, created_at, expires_at, monitored_until,
       metadata, payment_hash, btc_address, ltc_address, ltc_rate)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[id, typeof metadata['orderId'] === 'string' ? metadata['orderId'] : null, sats],
      ...[now, expiresAt, expiresAt + wish.monitoringMinutes * 60, JSON.stringify(metadata)],
      ...[made.paymentHash, newAddress('BTC'), newAddress('LTC'), LTC_RATE]
    )
    const stored = findInvoice(network, id)
    if (stored === undefined) throw new Error('an invoice that was made is there')
    return stored
  })
}

export const findInvoice = (network: Network, id: string): Stored | undefined =>
  network.store.all('select * from btcpay_invoice where id = ?', id).map(toStored)[0]

export const invoicesOf = (network: Network, order: string): readonly Stored[] =>
  network.store.all('select * from btcpay_invoice where order_id = ?', order).map(toStored)

export const markInvoice = (network: Network, id: string, mark: Status): void =>
  network.store.run('update btcpay_invoice set mark = ? where id = ?', mark, id)

function toStored(row: Row): Stored {
  return {
    id: String(row['id']),
    sats: row['sats'] as bigint | null,
    createdAt: Number(row['created_at']),
    expiresAt: Number(row['expires_at']),
    monitoredUntil: Number(row['monitored_until']),
    metadata: JSON.parse(String(row['metadata'])) as Stored['metadata'],
    paymentHash: String(row['payment_hash']),
    addresses: { BTC: String(row['btc_address']), LTC: String(row['ltc_address']) },
    ltcRate: String(row['ltc_rate']),
    mark: row['mark'] as Status | null
  }
}

/** All payments to it; those gone from the chain are `Invalid`. */
export function paymentsOf(network: Network, invoice: Stored): readonly Paid[] {
  const lightning = findByHash(network, invoice.paymentHash)
  const received = lightning?.receivedMsat
  const chain = (['BTC', 'LTC'] as const).flatMap(coin =>
    paidTo(network, invoice.addresses[coin]).map(one => onChain(invoice, one))
  )
  if (received === undefined) return chain
  const sats = received / 1000n
  return [
    {
      method: 'BTC-LN',
      id: invoice.paymentHash,
      at: lightning?.paidAt ?? 0,
      units: sats,
      sats,
      status: 'Settled',
      destination: lightning?.bolt11 ?? ''
    },
    ...chain
  ]
}

function onChain(invoice: Stored, paid: ChainPayment): Paid {
  const { coin, txid, vout, sats: units, address: destination, confirmations } = paid
  const settled = confirmations >= CONFIRMATIONS ? 'Settled' : 'Processing'
  return {
    method: `${coin}-CHAIN`,
    id: `${txid}-${vout}`,
    at: Math.floor(paid.atMs / 1000),
    units,
    sats: coin === 'BTC' ? units : inSats(units, invoice.ltcRate),
    status: paid.gone ? 'Invalid' : settled,
    destination
  }
}

/** The rate has two decimals. */
const inSats = (units: bigint, rate: string): bigint =>
  (units * BigInt(rate.replace('.', ''))) / (100n * 100_000_000n)

export type Standing = {
  readonly status: Status
  readonly additional: Additional
  readonly paidSats: bigint
}

export function standingOf(network: Network, invoice: Stored): Standing {
  const paid = paymentsOf(network, invoice).filter(one => one.status !== 'Invalid')
  const sum = (all: readonly Paid[]): bigint => all.reduce((total, one) => total + one.sats, 0n)
  const paidSats = sum(paid)
  if (invoice.mark !== null) return { status: invoice.mark, additional: 'Marked', paidSats }
  const wanted = invoice.sats ?? 1n
  const inTime = sum(paid.filter(({ at }) => at <= invoice.expiresAt))
  const settled = sum(paid.filter(one => one.status === 'Settled' && one.at <= invoice.expiresAt))
  const over = invoice.sats !== null && paidSats > invoice.sats ? 'PaidOver' : 'None'
  if (settled >= wanted) return { status: 'Settled', additional: over, paidSats }
  if (inTime >= wanted) {
    const isWatched = seconds(network) <= invoice.monitoredUntil
    return { status: isWatched ? 'Processing' : 'Invalid', additional: over, paidSats }
  }
  if (seconds(network) <= invoice.expiresAt) return { status: 'New', additional: 'None', paidSats }
  if (paidSats > inTime) return { status: 'Expired', additional: 'PaidLate', paidSats }
  const additional = inTime > 0n ? 'PaidPartial' : 'None'
  return { status: 'Expired', additional, paidSats }
}
