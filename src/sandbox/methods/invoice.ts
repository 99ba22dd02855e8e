// invoice and delinvoice of our node.
import { sideOf } from '../node/balances.ts'
import * as invoices from '../node/invoices.ts'
import type { Network } from '../node/network.ts'
import { beyond, OUR_CHANNELS } from '../node/route.ts'
import { INVALID_PARAMS, RpcError } from '../rpc/error.ts'
import { method } from '../rpc/method.ts'
import * as read from '../rpc/params.ts'
import { showInvoice } from './show-invoice.ts'

const { may, need } = read

/** BOLT 11: the length of a field has ten bits, in words of five. */
const LONGEST_DESCRIPTION = 639
const A_WEEK = 604_800

const NO_CAPACITY = 'Insufficient incoming channel capacity to pay invoice'

export const invoice = method(
  {
    amount_msat: need(read.amountOrAny),
    label: need(read.label),
    description: need(read.textWithoutUnicodeEscapes),
    expiry: may(read.number),
    fallbacks: may(read.anything),
    preimage: may(read.hex32),
    exposeprivatechannels: may(read.anything),
    cltv: may(read.number),
    deschashonly: may(read.bool)
  },
  ({ network }, p) => {
    const bytes = Buffer.byteLength(p.description)
    if (bytes > LONGEST_DESCRIPTION && p.deschashonly !== true) {
      const message = `Description greater than ${LONGEST_DESCRIPTION} bytes invalid (description length ${bytes})`
      throw new RpcError(INVALID_PARAMS, message)
    }
    if (invoices.findByLabel(network, 'ours', p.label))
      throw new RpcError(900, `Duplicate label '${p.label}'`)
    if (p.preimage !== undefined && invoices.findByHash(network, invoices.hashOf(p.preimage)))
      throw new RpcError(901, 'preimage already used')
    const amountMsat = p.amount_msat === 'any' ? undefined : p.amount_msat
    const made = network.store.transaction(() =>
      invoices.createInvoice(network, network.nodes.ours, {
        label: p.label,
        amountMsat,
        description: p.description,
        hashOnly: p.deschashonly ?? false,
        expirySeconds: p.expiry ?? A_WEEK,
        preimage: p.preimage
      })
    )
    return {
      payment_hash: made.paymentHash,
      expires_at: made.expiresAt,
      bolt11: made.bolt11,
      payment_secret: made.paymentSecret,
      created_index: made.createdIndex,
      warning_capacity: (amountMsat ?? 0n) > receivable(network) ? NO_CAPACITY : undefined
    }
  }
)

export const delinvoice = method(
  { label: need(read.label), status: need(read.text), desconly: may(read.bool) },
  ({ network }, { label, status, desconly }) => {
    const found = invoices.findByLabel(network, 'ours', label)
    if (!found) throw new RpcError(905, 'Unknown invoice')
    if (found.status !== status) {
      const data = { current_status: found.status, expected_status: status }
      throw new RpcError(906, `Invoice status is ${found.status} not ${status}`, data)
    }
    if (desconly === true) {
      network.store.transaction(() => invoices.forgetDescription(network, found))
      return showInvoice({ ...found, description: undefined })
    }
    network.store.transaction(() => invoices.deleteInvoice(network, found))
    return showInvoice(found)
  }
)

const receivable = ({ store }: Network): bigint =>
  OUR_CHANNELS.reduce((sum, one) => sum + sideOf(store, one, beyond('ours', one)), 0n)
