// xpay of our node: checks the request and the invoice, then pays.
import { larger, msat, wire, type Msat } from '../../core/msat.ts'
import { seconds } from '../node/network.ts'
import { drawGroupId } from '../node/parts.ts'
import { readBolt11, type Bolt11 } from '../node/read-bolt11.ts'
import { INVALID_PARAMS, RpcError } from '../rpc/error.ts'
import { method } from '../rpc/method.ts'
import * as read from '../rpc/params.ts'
import { runPayment } from '../xpay/run.ts'

const { may, need } = read

/** The longest delay that the router allows (askrene.c). */
export const LONGEST_DELAY = 2016

export const xpay = method(
  {
    invstring: need(read.text),
    amount_msat: may(read.amount),
    maxfee: may(read.amount),
    layers: may(read.texts),
    retry_for: may(read.number),
    partial_msat: may(read.amount),
    maxdelay: may(read.number),
    payer_note: may(read.text),
    label: may(read.label),
    localinvreqid: may(read.hex32)
  },
  async ({ network }, p) => {
    const invoice = readPayable(p.invstring)
    const amountMsat = amountOf(invoice, p.amount_msat)
    const late = seconds(network) - (invoice.createdAt + invoice.expirySeconds)
    if (late > 0) throw new RpcError(207, `Invoice expired ${late} seconds ago`)
    const { part, failedParts } = await runPayment(network, {
      invoice,
      amountMsat,
      groupId: drawGroupId(),
      maxFeeMsat: p.maxfee ?? larger(msat(5000), msat(amountMsat / 100n)),
      label: p.label,
      layers: p.layers ?? [],
      maxDelay: p.maxdelay ?? LONGEST_DELAY,
      retryForMs: (p.retry_for ?? 60) * 1000
    })
    return {
      payment_preimage: part.preimage,
      amount_msat: wire(part.amountMsat),
      amount_sent_msat: wire(part.sentMsat),
      failed_parts: failedParts,
      successful_parts: 1
    }
  }
)

function readPayable(invstring: string): Bolt11 {
  const reading = readBolt11(invstring)
  if (reading.is === 'unreadable')
    throw new RpcError(INVALID_PARAMS, `Invalid bolt11 invoice: ${reading.why}`)
  const { currency } = reading.invoice
  if (currency === 'bcrt') return reading.invoice
  const message = `Invalid bolt11 invoice: Prefix ${currency} is not for regtest`
  throw new RpcError(INVALID_PARAMS, message)
}

function amountOf(invoice: Bolt11, given: Msat | undefined): Msat {
  if (invoice.amountMsat !== undefined && given !== undefined)
    throw new RpcError(INVALID_PARAMS, 'amount_msat unnecessary')
  const amount = invoice.amountMsat ?? given
  if (amount === undefined) throw new RpcError(INVALID_PARAMS, 'amount_msat required')
  if (amount === 0n)
    throw new RpcError(INVALID_PARAMS, 'Cannot pay bolt11 invoice with zero amount')
  return amount
}
