// xpay of our node: what it checks of the request and the invoice, then the payment.
import { larger, msat, wire, type Msat } from '../../core/msat.ts'
import { seconds } from '../network.ts'
import { findPart, partEvent, type Part } from '../parts.ts'
import { pay } from '../pay.ts'
import { readBolt11, type Bolt11 } from '../read-bolt11.ts'
import { UNKNOWN_AT_PAYEE } from '../refusals.ts'
import { INVALID_PARAMS, RpcError } from '../rpc/error.ts'
import { method, type Call } from '../rpc/method.ts'
import * as read from '../rpc/params.ts'
import { waitFor } from '../wait.ts'

const { may, need } = read

export const xpay = method(
  {
    invstring: need(read.text),
    amount_msat: may(read.amount),
    maxfee: may(read.amount),
    layers: may(read.anything),
    retry_for: may(read.number),
    partial_msat: may(read.amount),
    maxdelay: may(read.number),
    payer_note: may(read.text),
    label: may(read.label),
    localinvreqid: may(read.hex32)
  },
  (call, { invstring, amount_msat, maxfee, label }) => {
    const invoice = readPayable(invstring)
    const amountMsat = amountOf(invoice, amount_msat)
    const late = seconds(call.network) - (invoice.createdAt + invoice.expirySeconds)
    if (late > 0) throw new RpcError(207, `Invoice expired ${late} seconds ago`)
    const maxFeeMsat = maxfee ?? larger(msat(5000), msat(amountMsat / 100n))
    const payment = pay(call.network, { invoice, amountMsat, maxFeeMsat, label })
    switch (payment.is) {
      case 'refused':
        throw new RpcError(payment.code, payment.message)
      case 'paid':
        return success(payment.part)
      case 'held':
        return answerAtItsEnd(call, payment.part.id)
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

/**
 * However long somebody holds it: `retry_for` bounds only
 * new attempts, and there is no cancel (safe-payer.md 3.6).
 */
async function answerAtItsEnd({ network, signal }: Call, id: number): Promise<object> {
  const ended = await waitFor(
    network.store,
    partEvent(id),
    () => {
      const part = findPart(network, id)
      return part?.status === 'pending' ? undefined : part
    },
    { signal }
  )
  if (ended?.status === 'complete') return success(ended)
  throw new RpcError(UNKNOWN_AT_PAYEE.code, UNKNOWN_AT_PAYEE.message)
}

const success = (part: Part): object => ({
  payment_preimage: part.preimage,
  amount_msat: wire(part.amountMsat),
  amount_sent_msat: wire(part.sentMsat),
  failed_parts: 0,
  successful_parts: 1
})
