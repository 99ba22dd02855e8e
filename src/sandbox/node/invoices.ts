// Invoices of all nodes of the network: created, looked up, paid once, expired.
import { hash, randomBytes } from 'node:crypto'
import { msat, type Msat } from '../../core/msat.ts'
import { counterOf, next } from './counters.ts'
import { mint } from './mint.ts'
import { seconds, type Network } from './network.ts'
import type { Node, NodeName } from './nodes.ts'
import type { Row, Value } from './store.ts'

export type Invoice = {
  readonly paymentHash: string
  readonly node: NodeName
  readonly label: string
  readonly bolt11: string
  readonly preimage: string
  readonly amountMsat: Msat | undefined
  readonly description: string | undefined
  readonly status: 'unpaid' | 'paid' | 'expired'
  readonly expiresAt: number
  readonly createdIndex: number
  readonly updatedIndex: number | undefined
  readonly payIndex: number | undefined
  readonly receivedMsat: Msat | undefined
  readonly paidAt: number | undefined
}

export type InvoiceRequest = {
  readonly label: string
  readonly amountMsat: Msat | undefined
  readonly description: string
  readonly hashOnly?: boolean
  readonly expirySeconds: number
  readonly preimage?: string | undefined
}

const sha256 = (data: Buffer): string => hash('sha256', data)

export const hashOf = (preimage: string): string => sha256(Buffer.from(preimage, 'hex'))

/**
 * The caller makes sure that label and preimage are new. Also returns the payment secret, which
 * nothing else needs.
 */
export function createInvoice(network: Network, node: Node, request: InvoiceRequest) {
  const preimage = request.preimage ?? randomBytes(32).toString('hex')
  const paymentHash = hashOf(preimage)
  const paymentSecret = randomBytes(32).toString('hex')
  const createdAt = seconds(network)
  const bolt11 = mint(node.secret, {
    paymentHash,
    paymentSecret,
    amountMsat: request.amountMsat,
    description: request.hashOnly
      ? { hash: sha256(Buffer.from(request.description)) }
      : { text: request.description },
    createdAt,
    expirySeconds: request.expirySeconds
  })
  const expiresAt = createdAt + request.expirySeconds
  const createdIndex = next(network.store, counterOf(node.name, 'invoices', 'created'))
  network.store.run(
    `insert into invoice (payment_hash, node, label, bolt11, preimage, amount_msat, description,
     status, expires_at, created_index) values (?, ?, ?, ?, ?, ?, ?, 'unpaid', ?, ?)`,
    ...[paymentHash, node.name, request.label, bolt11, preimage, request.amountMsat ?? null],
    ...[request.description, expiresAt, createdIndex]
  )
  network.store.tell('deadlines')
  return { paymentHash, paymentSecret, bolt11, expiresAt, createdIndex }
}

export const findByLabel = (network: Network, node: NodeName, label: string): Invoice | undefined =>
  select(network, 'node = ? and label = ?', node, label)[0]

export const findByHash = (network: Network, paymentHash: string): Invoice | undefined =>
  select(network, 'payment_hash = ?', paymentHash)[0]

/** The next invoice paid after the given pay_index. */
export const paidAfter = (network: Network, node: NodeName, payIndex: number) =>
  select(network, 'node = ? and pay_index > ? order by pay_index limit 1', node, payIndex)[0]

/** Pages ordered by an index, from `start`. */
export function pageInvoices(
  network: Network,
  node: NodeName,
  index: 'created' | 'updated',
  start: number,
  limit: number
): readonly Invoice[] {
  const where = `node = ? and ${index}_index >= ? order by ${index}_index limit ?`
  return select(network, where, node, start, limit)
}

/**
 * Marks the invoice as paid and returns it, unless the payee would refuse: unknown, paid before,
 * too little.
 */
export function settleInvoice(
  network: Network,
  payee: NodeName,
  paymentHash: string,
  amountMsat: Msat
): Invoice | undefined {
  const invoice = findByHash(network, paymentHash)
  if (invoice?.node !== payee || invoice.status === 'paid') return undefined
  if (invoice.amountMsat !== undefined && amountMsat < invoice.amountMsat) return undefined
  network.store.run(
    `update invoice set status = 'paid', received_msat = ?, paid_at = ?, pay_index = ?,
     updated_index = ? where payment_hash = ?`,
    ...[amountMsat, seconds(network), next(network.store, payCounter(payee))],
    ...[next(network.store, counterOf(payee, 'invoices', 'updated')), paymentHash]
  )
  network.store.tell(invoiceEvent(paymentHash))
  return invoice
}

/** Expires invoices that were not paid in time. */
export function expireInvoices(network: Network): void {
  const rows = network.store.all(
    `select payment_hash, node from invoice where status = 'unpaid' and expires_at <= ?`,
    seconds(network)
  )
  for (const row of rows) {
    const updated = next(network.store, counterOf(row['node'] as NodeName, 'invoices', 'updated'))
    network.store.run(
      `update invoice set status = 'expired', updated_index = ? where payment_hash = ?`,
      updated,
      String(row['payment_hash'])
    )
    network.store.tell(invoiceEvent(String(row['payment_hash'])))
  }
}

export function deleteInvoice(network: Network, invoice: Invoice): void {
  network.store.run('delete from invoice where payment_hash = ?', invoice.paymentHash)
  next(network.store, counterOf(invoice.node, 'invoices', 'deleted'))
  network.store.tell(invoiceEvent(invoice.paymentHash))
}

export function forgetDescription(network: Network, invoice: Invoice): void {
  const sql = 'update invoice set description = null where payment_hash = ?'
  network.store.run(sql, invoice.paymentHash)
}

export const invoiceEvent = (paymentHash: string): string => `invoice ${paymentHash}`
export const payCounter = (node: NodeName): string => `${node}.paid`
const select = (network: Network, where: string, ...values: readonly Value[]) =>
  network.store.all(`select * from invoice where ${where}`, ...values).map(toInvoice)

function toInvoice(row: Row): Invoice {
  const number = (name: string) => (row[name] === null ? undefined : Number(row[name]))
  const amount = (name: string) => (row[name] === null ? undefined : msat(row[name] as bigint))
  return {
    paymentHash: String(row['payment_hash']),
    node: row['node'] as NodeName,
    label: String(row['label']),
    bolt11: String(row['bolt11']),
    preimage: String(row['preimage']),
    amountMsat: amount('amount_msat'),
    description: row['description'] === null ? undefined : String(row['description']),
    status: row['status'] as Invoice['status'],
    expiresAt: Number(row['expires_at']),
    createdIndex: Number(row['created_index']),
    updatedIndex: number('updated_index'),
    payIndex: number('pay_index'),
    receivedMsat: amount('received_msat'),
    paidAt: number('paid_at')
  }
}
