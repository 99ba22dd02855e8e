// Sends the notices of the imitated services: signed by BTCPay, bare by the others. Nobody relies
// on them, so an undelivered notice is dropped after a few attempts.
import { createHmac, hash, randomUUID } from 'node:crypto'
import type { Network } from '../node/network.ts'
import { readSetting } from '../node/settings.ts'
import { post, type Notice } from '../post.ts'
import { payCounter } from '../node/invoices.ts'
import { findInvoice, paymentsOf, standingOf, type Stored } from './btcpay-invoices.ts'
import { CHAIN_EVENT, paidTo } from './chain-payments.ts'
import { chargeByHash, presentCharge } from './charge-invoices.ts'
import type { Keys } from './keys.ts'

/** The setting for the gateway's notice URL; unset until a gateway registers it. */
export const NOTICES = 'doors.notices'

const TRIES = 3
const WATCH_MS = 1_000
/** How long a payment that somebody watches keeps getting blocks. */
const RESTLESS_MS = 300_000

/** Addresses, each with the URL to notify of changes. */
export type Watched = Map<string, { readonly url: string; readonly told: string }>

/** Returns a function that stops it. */
export function keepTelling(network: Network, keys: Keys, watched: Watched): () => void {
  const stopped = new AbortController()
  const soon = (): void => void setImmediate(() => tellAll(network, keys, watched, stopped.signal))
  const events = [CHAIN_EVENT, payCounter('shops'), payCounter('ours')]
  for (const event of events) network.store.events.on(event, soon)
  const timer = setInterval(() => tellAll(network, keys, watched, stopped.signal), WATCH_MS)
  return () => {
    clearInterval(timer)
    stopped.abort()
    for (const event of events) network.store.events.off(event, soon)
  }
}

function tellAll(network: Network, keys: Keys, watched: Watched, stop: AbortSignal): void {
  if (stop.aborted) return
  const base = readSetting(network.store, NOTICES)
  if (base === undefined) return
  const tell: Tell = (notice, tries = TRIES) => void post({ ...notice, tries }, stop)
  for (const invoice of stirred(network)) tellBtcpay(network, keys, base, invoice, tell)
  tellCharge(network, tell)
  tellElectrum(network, watched, tell)
}

type Tell = (notice: Omit<Notice, 'tries'>, tries?: number) => void

/** Invoices whose Lightning invoice was paid, or whose chain payments still change. */
function stirred(network: Network): readonly Stored[] {
  const rows = network.store.all(
    // SQLite scans the left side of a cross join first: the invoices not yet notified, which are
    // few, and never every invoice of the network.
    `select b.id from btcpay_invoice b cross join invoice i on i.payment_hash = b.payment_hash
       where i.status = 'paid' and b.told = ''
     union select b.id from btcpay_invoice b join chain_payment c
       on c.address in (b.btc_address, b.ltc_address) where c.at_ms > ? or b.told = ''`,
    network.now() - RESTLESS_MS
  )
  return rows.flatMap(row => findInvoice(network, String(row['id'])) ?? [])
}

function tellBtcpay(network: Network, keys: Keys, base: string, invoice: Stored, tell: Tell): void {
  const standing = standingOf(network, invoice)
  const states = paymentsOf(network, invoice).map(({ id, status }) => `${id} ${status}`)
  const now = [standing.status, standing.additional, ...states].join()
  const row = network.store.get('select told from btcpay_invoice where id = ?', invoice.id)
  if (row?.['told'] === now) return
  network.store.run('update btcpay_invoice set told = ? where id = ?', now, invoice.id)
  const deliveryId = randomUUID()
  const body = JSON.stringify({
    deliveryId,
    webhookId: 'sandbox',
    originalDeliveryId: deliveryId,
    isRedelivery: false,
    type: TYPES[standing.status],
    timestamp: Math.floor(network.now() / 1000),
    storeId: keys.btcpay.storeId,
    invoiceId: invoice.id,
    metadata: invoice.metadata
  })
  const signature = createHmac('sha256', keys.btcpay.webhookSecret).update(body).digest('hex')
  tell({ url: `${base}/notices/btcpay`, body, headers: { 'btcpay-sig': `sha256=${signature}` } })
}

const TYPES = {
  New: 'InvoiceReceivedPayment',
  Processing: 'InvoiceProcessing',
  Expired: 'InvoiceExpired',
  Invalid: 'InvoiceInvalid',
  Settled: 'InvoiceSettled'
} as const

/** One notice, once, as charge does: unsigned, without retries. */
function tellCharge(network: Network, tell: Tell): void {
  const rows = network.store.all(
    `select c.payment_hash from charge_invoice c cross join invoice i
     on i.payment_hash = c.payment_hash where i.status = 'paid' and c.told = 0`
  )
  for (const row of rows) {
    const hash = String(row['payment_hash'])
    network.store.run('update charge_invoice set told = 1 where payment_hash = ?', hash)
    const invoice = chargeByHash(network, hash)
    if (typeof invoice?.webhook !== 'string') continue
    tell({ url: invoice.webhook, body: JSON.stringify(presentCharge(network, invoice)) }, 1)
  }
}

/** The status of an address is a hash of its history: readers know by it what they have seen. */
function tellElectrum(network: Network, watched: Watched, tell: Tell): void {
  for (const [address, { url, told }] of watched) {
    const now = paidTo(network, address)
      .map(({ txid, gone, confirmations: blocks }) => [txid, gone, Math.min(6, blocks)].join(' '))
      .join()
    if (now === told) continue
    watched.set(address, { url, told: now })
    const status = now === '' ? null : hash('sha256', now)
    tell({ url, body: JSON.stringify({ address, status }) })
  }
}
