// listinvoices, waitinvoice and waitanyinvoice of our node.
import * as invoices from '../node/invoices.ts'
import { readBolt11 } from '../node/read-bolt11.ts'
import { INVALID_PARAMS, RpcError } from '../rpc/error.ts'
import { method } from '../rpc/method.ts'
import * as read from '../rpc/params.ts'
import { waitFor } from '../node/wait.ts'
import { pageOf, PAGE } from './page.ts'
import { showInvoice } from './show-invoice.ts'

const { may, need } = read

export const listinvoices = method(
  {
    label: may(read.label),
    invstring: may(read.text),
    payment_hash: may(read.hex32),
    offer_id: may(read.hex32),
    ...PAGE
  },
  ({ network }, p) => {
    const filters = [p.label, p.invstring, p.payment_hash, p.offer_id]
    if (filters.filter(filter => filter !== undefined).length > 1) {
      const message = 'Can only specify one of {label}, {invstring}, {payment_hash} or {offer_id}'
      throw new RpcError(INVALID_PARAMS, message)
    }
    const hash = p.payment_hash ?? hashOf(p.invstring)
    const { index, start, limit } = pageOf(p)
    const found = [
      p.label !== undefined && invoices.findByLabel(network, 'ours', p.label),
      hash !== undefined && invoices.findByHash(network, hash)
    ]
    const listed = filters.every(filter => filter === undefined)
      ? invoices.pageInvoices(network, 'ours', index, start, limit)
      : found.filter(invoice => !!invoice).filter(({ node }) => node === 'ours')
    return { invoices: listed.map(showInvoice) }
  }
)

export const waitinvoice = method({ label: need(read.label) }, async (call, { label }) => {
  const { network, signal } = call
  const find = () => invoices.findByLabel(network, 'ours', label)
  const first = find()
  if (!first) throw new RpcError(-1, 'Label not found')
  const ended = await waitFor(
    network.store,
    invoices.invoiceEvent(first.paymentHash),
    () => {
      const now = find() ?? 'deleted'
      return now !== 'deleted' && now.status === 'unpaid' ? undefined : now
    },
    { signal }
  )
  if (ended === undefined || ended === 'deleted')
    throw new RpcError(-1, 'Invoice deleted during wait')
  if (ended.status === 'expired')
    throw new RpcError(903, 'invoice expired during wait', showInvoice(ended))
  return showInvoice(ended)
})

export const waitanyinvoice = method(
  { lastpay_index: may(read.number), timeout: may(read.number) },
  async ({ network, signal }, { lastpay_index: last = 0, timeout }) => {
    const paid = await waitFor(
      network.store,
      invoices.payCounter('ours'),
      () => invoices.paidAfter(network, 'ours', last),
      { ms: timeout === undefined ? undefined : timeout * 1000, signal }
    )
    if (!paid) throw new RpcError(904, 'Timed out while waiting for invoice to be paid')
    return showInvoice(paid)
  }
)

function hashOf(invstring: string | undefined): string | undefined {
  if (invstring === undefined) return undefined
  const reading = readBolt11(invstring)
  if (reading.is === 'invoice') return reading.invoice.paymentHash
  throw new RpcError(INVALID_PARAMS, 'Invalid invstring')
}
