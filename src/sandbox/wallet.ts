// An outside wallet, on a direct and free channel of our node: pays deposits, and requests
// payments.
import { randomUUID } from 'node:crypto'
import { AppError } from '../core/errors.ts'
import type { Msat } from '../core/msat.ts'
import { bottleneck, move } from './node/balances.ts'
import { createInvoice, findByHash, settleInvoice } from './node/invoices.ts'
import { seconds, type Network } from './node/network.ts'
import { nodeOf } from './node/nodes.ts'
import { readBolt11, type Bolt11 } from './node/read-bolt11.ts'
import { findRoute } from './node/route.ts'

/** Returns the preimage. */
export function payFromWallet(network: Network, bolt11: string, given: Msat | undefined): string {
  const invoice = readPayable(network, bolt11)
  const amountMsat = amountOf(invoice, given)
  const payee = nodeOf(network.nodes, invoice.payee)
  const hops = payee && findRoute('wallet', payee.name, amountMsat)
  if (!payee || !hops) throw new AppError('invoice_invalid', 'No route to the payee')
  return network.store.transaction(() => {
    if (bottleneck(network.store, hops))
      throw new AppError('insufficient_balance', 'The outside wallet has not that much')
    if (findByHash(network, invoice.paymentHash)?.status === 'paid')
      throw new AppError('already_paid', 'This invoice is paid')
    const settled = settleInvoice(network, payee.name, invoice.paymentHash, amountMsat)
    if (!settled) throw new AppError('invoice_invalid', 'The payee does not know this invoice')
    move(network.store, hops)
    return settled.preimage
  })
}

export type WalletInvoice = {
  readonly amountMsat: Msat | undefined
  readonly description: string
  readonly expirySeconds: number
}

export function invoiceFromWallet(network: Network, request: WalletInvoice) {
  return network.store.transaction(() =>
    createInvoice(network, network.nodes.wallet, { label: randomUUID(), ...request })
  )
}

function readPayable(network: Network, bolt11: string): Bolt11 {
  const reading = readBolt11(bolt11)
  if (reading.is === 'unreadable') throw new AppError('invoice_invalid', reading.why)
  const { invoice } = reading
  if (invoice.currency !== 'bcrt')
    throw new AppError('invoice_wrong_network', 'This wallet is on regtest')
  if (invoice.createdAt + invoice.expirySeconds <= seconds(network))
    throw new AppError('invoice_expired', 'The invoice has expired')
  return invoice
}

function amountOf(invoice: Bolt11, given: Msat | undefined): Msat {
  const amount = invoice.amountMsat ?? given
  if (amount === undefined)
    throw new AppError('amount_required', 'The invoice names no amount: give amount_msat')
  if (given !== undefined && given !== amount)
    throw new AppError('amount_mismatch', `The invoice asks for ${amount} msat`)
  return amount
}
