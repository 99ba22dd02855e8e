// One outgoing payment of our node, from the checks that
// xpay makes to the moment where somebody may hold it.
import type { Msat } from '../core/msat.ts'
import { bottleneck, lock, move, sideOf, unlock } from './balances.ts'
import { holdOf } from './holds.ts'
import { settleInvoice } from './invoices.ts'
import type { Network } from './network.ts'
import { nodeOf, type NodeName } from './nodes.ts'
import { takeOutcome, type PaymentOutcome } from './outcomes.ts'
import { closePart, openPart, partsOf, type NewPart, type Part } from './parts.ts'
import type { Bolt11 } from './read-bolt11.ts'
import * as refusals from './refusals.ts'
import { feeOf, findRoute, type Hop } from './route.ts'

export type PayRequest = {
  readonly invoice: Bolt11
  readonly amountMsat: Msat
  readonly maxFeeMsat: Msat
  readonly label: string | undefined
}

export type Payment =
  | refusals.Refusal
  | { readonly is: 'paid'; readonly part: Part }
  /** The call is answered when the part ends. */
  | { readonly is: 'held'; readonly part: Part }

export function pay(network: Network, request: PayRequest): Payment {
  return network.store.transaction(() => {
    const way = findWay(network, request)
    return way.is === 'refused' ? way : send(network, request, way, takeOutcome(network.store))
  })
}

/** Ends a held part as its outcome says; a payee that has been paid meanwhile refuses it. */
export function endPart(network: Network, part: Part): Part {
  const payee = nodeOf(network.nodes, part.destination)
  const settled =
    part.endsAs === 'settle' && payee
      ? settleInvoice(network, payee.name, part.paymentHash, part.amountMsat)
      : undefined
  unlock(network.store, part.id, settled !== undefined)
  return closePart(network, part.id, settled?.preimage)
}

type Way = { readonly is: 'way'; readonly payee: NodeName; readonly hops: readonly Hop[] }

/**
 * Route, funds, fee, then what was sent before: in xpay's order, so a paid invoice may answer 205.
 */
function findWay(network: Network, request: PayRequest): Way | refusals.Refusal {
  const { invoice, amountMsat } = request
  const payee = nodeOf(network.nodes, invoice.payee)
  const hops = payee && findRoute('ours', payee.name, amountMsat)
  if (!payee || !hops) return refusals.unknownNode(invoice.payee)
  const short = bottleneck(network.store, hops)
  if (short) {
    const path = hops.map(hop => hop.channel.scid).join('->')
    const max = sideOf(network.store, short.channel, short.payer)
    return refusals.tooLittle(path, short.channel.scid, max)
  }
  if (feeOf(hops, amountMsat) > request.maxFeeMsat) return refusals.TOO_EXPENSIVE
  const before = partsOf(network, invoice.paymentHash)
  const pending = before.find(part => part.status === 'pending')
  if (pending) return refusals.inProgress(pending.groupId)
  const paid = before.find(part => part.status === 'complete')
  if (!paid) return { is: 'way', payee: payee.name, hops }
  return paid.amountMsat === amountMsat
    ? refusals.ALREADY_PAID
    : refusals.otherAmount(paid.amountMsat, amountMsat)
}

function send(network: Network, request: PayRequest, way: Way, outcome: PaymentOutcome): Payment {
  switch (outcome.is) {
    case 'settle': {
      const held = holdOf(network, request.invoice.paymentHash)
      return held === undefined
        ? settle(network, request, way)
        : { is: 'held', part: hold(network, request, way, held) }
    }
    case 'fail': {
      const { refusal, leavesRow } = refusals.failure(outcome.code)
      if (leavesRow) closePart(network, openPart(network, row(request, way)).id, undefined)
      return refusal
    }
    case 'stall':
      return { is: 'held', part: hold(network, request, way, outcome) }
    case 'drop':
      hold(network, request, way, outcome)
      return refusals.STILL_OUT
    case 'phantom':
      return { is: 'held', part: openPart(network, row(request, way)) }
    default:
      return outcome satisfies never
  }
}

function settle(network: Network, request: PayRequest, way: Way): Payment {
  const { paymentHash } = request.invoice
  const part = openPart(network, row(request, way))
  const invoice = settleInvoice(network, way.payee, paymentHash, request.amountMsat)
  if (invoice) move(network.store, way.hops)
  const ended = closePart(network, part.id, invoice?.preimage)
  return invoice ? { is: 'paid', part: ended } : refusals.UNKNOWN_AT_PAYEE
}

function hold(
  network: Network,
  request: PayRequest,
  way: Way,
  { ms, then }: { readonly ms: number; readonly then: 'settle' | 'fail' }
): Part {
  const due = { at: network.now() + ms, as: then }
  const part = openPart(network, { ...row(request, way), due })
  lock(network.store, part.id, way.hops)
  return part
}

const row = (request: PayRequest, way: Way): NewPart => ({
  paymentHash: request.invoice.paymentHash,
  destination: request.invoice.payee,
  amountMsat: request.amountMsat,
  sentMsat: way.hops[0]?.amountMsat ?? request.amountMsat,
  label: request.label,
  bolt11: request.invoice.text,
  due: undefined
})
