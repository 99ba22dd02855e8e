// Injects a part, as xpay does: row and HTLC are created in one step, and then the payment may be
// held (lightningd/pay.c).
import type { Msat } from '../../core/msat.ts'
import { bottleneck, lock, move, sideOf, unlock } from './balances.ts'
import { holdOf } from './holds.ts'
import { settleInvoice } from './invoices.ts'
import type { Network } from './network.ts'
import { nodeOf, type NodeName } from './nodes.ts'
import { takeOutcome, type PaymentOutcome } from './outcomes.ts'
import { closePart, openPart, partsOf, type NewPart, type Part } from './parts.ts'
import type { Bolt11 } from './read-bolt11.ts'
import * as refusals from './refusals.ts'
import type { Hop } from './route.ts'

export type PayRequest = {
  readonly invoice: Bolt11
  readonly amountMsat: Msat
  readonly groupId: string
  readonly label: string | undefined
}

export type Way = { readonly payee: NodeName; readonly hops: readonly Hop[] }

export type Payment =
  | refusals.Refusal
  | { readonly is: 'paid'; readonly part: Part }
  /** The call returns when the part ends. */
  | { readonly is: 'held'; readonly part: Part }
  /** The call returns an error while the part is still in flight. */
  | { readonly is: 'dropped'; readonly part: Part }

/** Outcomes that apply once a part is sent; the others apply before. */
export type Sent = Exclude<
  PaymentOutcome,
  { readonly is: 'slow_router' | 'wait_height' | 'late_part' }
>

export function inject(network: Network, request: PayRequest, way: Way, outcome: Sent): Payment {
  return network.store.transaction(
    () => refusal(network, request, way) ?? send(network, request, way, outcome)
  )
}

/** The next outcome, unless earlier payments make this one fail anyway. */
export function takeOutcomeFor(network: Network, request: PayRequest): PaymentOutcome {
  return sentBefore(network, request) ? { is: 'settle' } : takeOutcome(network.store)
}

/** Ends a held part according to its outcome; a payee that was paid meanwhile refuses it. */
export function endPart(network: Network, part: Part): Part {
  const payee = nodeOf(network.nodes, part.destination)
  const settled =
    part.endsAs === 'settle' && payee
      ? settleInvoice(network, payee.name, part.paymentHash, part.amountMsat)
      : undefined
  unlock(network.store, part.id, settled !== undefined)
  return closePart(network, part.id, settled?.preimage)
}

/** Records a part that the payee refuses: a failed row. */
export function refusePart(
  network: Network,
  request: PayRequest,
  way: Way
): refusals.Refusal | undefined {
  return network.store.transaction(() => {
    const refused = refusal(network, request, way)
    if (!refused) closePart(network, openPart(network, row(request, way)).id, undefined)
    return refused
  })
}

function refusal(network: Network, request: PayRequest, way: Way): refusals.Refusal | undefined {
  const before = sentBefore(network, request)
  if (before) return before
  // Others may have paid since the search.
  const short = bottleneck(network.store, way.hops)
  if (!short) return undefined
  const max = sideOf(network.store, short.channel, short.payer)
  const { scid } = short.channel
  return refusals.noRoute(refusals.tooLittle(scid, scid, max), 1)
}

function sentBefore(network: Network, request: PayRequest): refusals.Refusal | undefined {
  const before = partsOf(network, request.invoice.paymentHash)
  const pending = before.find(part => part.status === 'pending')
  if (pending) return refusals.inProgress(pending.groupId)
  const paid = before.find(part => part.status === 'complete')
  if (!paid) return undefined
  return paid.amountMsat === request.amountMsat
    ? refusals.ALREADY_PAID
    : refusals.otherAmount(paid.amountMsat, request.amountMsat)
}

function send(network: Network, request: PayRequest, way: Way, outcome: Sent): Payment {
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
      return { is: 'dropped', part: hold(network, request, way, outcome) }
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
  groupId: request.groupId,
  destination: request.invoice.payee,
  amountMsat: request.amountMsat,
  sentMsat: way.hops[0]?.amountMsat ?? request.amountMsat,
  label: request.label,
  bolt11: request.invoice.text,
  due: undefined
})
