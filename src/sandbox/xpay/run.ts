// Runs one payment of xpay step by step, each step a separate message with which others may
// interleave (xpay.c): preapprove, its private layer, getroutes, reserve, inject. Goes on when its
// caller has disconnected.
import type { Msat } from '../../core/msat.ts'
import { getRoutes } from '../node/getroutes.ts'
import { LOCAL_CHANNELS, SOURCE_FREE } from '../node/route-search.ts'
import { BLOCK_HEIGHT } from '../node/chain.ts'
import type { Network } from '../node/network.ts'
import type { PaymentOutcome } from '../node/outcomes.ts'
import { findPart, partEvent, type Part } from '../node/parts.ts'
import * as refusals from '../node/refusals.ts'
import { inject, refusePart, takeOutcomeFor } from '../node/pay.ts'
import type { Payment, PayRequest, Sent, Way } from '../node/pay.ts'
import { RpcError } from '../rpc/error.ts'
import { sleep } from '../node/sleep.ts'
import { waitFor } from '../node/wait.ts'
import { begin, type Ongoing } from './ongoing.ts'

export type Order = PayRequest & {
  readonly maxFeeMsat: Msat
  readonly layers: readonly string[]
  readonly maxDelay: number
  readonly retryForMs: number
}

export type Success = { readonly part: Part; readonly failedParts: number }

/** @throws RpcError xpay's error, which does not mean that nothing is in flight. */
export async function runPayment(network: Network, order: Order): Promise<Success> {
  const going = begin(network, order.invoice.paymentHash)
  try {
    await network.turn()
    const { way, outcome } = await firstWay(network, order, going)
    switch (outcome.is) {
      case 'wait_height':
        return await payAfterBlocks(network, order, going, { way, ms: outcome.ms })
      case 'late_part':
        going.outlast(sendLate(network, order, way, outcome))
        throw toError(refusals.RESERVATION_FAILED)
      case 'slow_router':
        return await send(network, order, { way, outcome: { is: 'settle' } })
      case 'settle':
      case 'fail':
      case 'stall':
      case 'drop':
      case 'phantom':
        return await send(network, order, { way, outcome })
      default:
        return outcome satisfies never
    }
  } finally {
    going.end()
  }
}

type First = { readonly way: Way; readonly outcome: PaymentOutcome }

async function firstWay(network: Network, order: Order, going: Ongoing): Promise<First> {
  if (order.invoice.payee === network.nodes.ours.pubkey) return ownInvoice(network, order)
  let outcome: PaymentOutcome = { is: 'settle' }
  const way = await findWay(network, order, going, {
    attempts: 0,
    compute: async () => {
      outcome = takeOutcomeFor(network, order)
      if (outcome.is === 'slow_router') await sleep(network, outcome.ms)
    }
  })
  return { way, outcome }
}

/** No route, no reservation, no layer: xpay injects it at once (getroutes_for: "Self-pay?"). */
function ownInvoice(network: Network, order: Order): First {
  const way: Way = { payee: 'ours', hops: [] }
  const outcome = takeOutcomeFor(network, order)
  const routed = ['slow_router', 'wait_height', 'late_part'].includes(outcome.is)
  return { way, outcome: routed ? { is: 'settle' } : outcome }
}

type Search = { readonly attempts: number; readonly compute?: () => Promise<unknown> }

async function findWay(
  network: Network,
  order: Order,
  { layer }: Ongoing,
  { attempts, compute }: Search
): Promise<Way> {
  const wanted = {
    source: network.nodes.ours.pubkey,
    destination: order.invoice.payee,
    amountMsat: order.amountMsat,
    maxFeeMsat: order.maxFeeMsat,
    finalCltv: order.invoice.minFinalCltv,
    maxDelay: order.maxDelay,
    layers: [LOCAL_CHANNELS, SOURCE_FREE, 'xpay', layer, ...order.layers]
  }
  const found = await getRoutes(network, wanted, compute)
  if (found.is === 'refused') throw toError(refusals.noRoute(found, attempts))
  await network.askrene.inbox.pass() // askrene-reserve
  return found
}

type Sending = { readonly way: Way; readonly outcome: Sent; readonly failedParts?: number }

async function send(
  network: Network,
  order: Order,
  { way, outcome, failedParts = 0 }: Sending
): Promise<Success> {
  await network.turn()
  const payment = inject(network, order, way, outcome)
  switch (payment.is) {
    case 'refused':
      throw toError(payment)
    case 'paid':
      return { part: payment.part, failedParts }
    case 'dropped':
      throw toError(refusals.STILL_OUT)
    case 'held': {
      const part = await ended(network, payment)
      if (part?.status === 'complete') return { part, failedParts }
      throw toError(refusals.UNKNOWN_AT_PAYEE)
    }
    default:
      return payment satisfies never
  }
}

/**
 * Waits however long the payee holds it: `retry_for` bounds only new attempts, and there is no
 * cancel (safe-payer.md 3.6).
 */
const ended = (network: Network, { part: { id } }: Extract<Payment, { readonly part: Part }>) =>
  waitFor(
    network.store,
    partEvent(id),
    () => {
      const part = findPart(network, id)
      return part?.status === 'pending' ? undefined : part
    },
    {}
  )

type Blocks = { readonly way: Way; readonly ms: number }

/**
 * The payee refuses and says that the chain is longer: xpay waits for it without a part in flight.
 */
async function payAfterBlocks(
  network: Network,
  order: Order,
  going: Ongoing,
  { way, ms }: Blocks
): Promise<Success> {
  await network.turn()
  const refused = refusePart(network, order, way)
  if (refused) throw toError(refused)
  const leftMs = Math.max(0, going.startedMs + order.retryForMs - network.now())
  await sleep(network, Math.min(ms, leftMs))
  if (ms > leftMs) throw toError(refusals.tooLow(BLOCK_HEIGHT + BLOCKS_AHEAD))
  const again = await findWay(network, order, going, { attempts: 1 })
  return send(network, order, { way: again, outcome: { is: 'settle' }, failedParts: 1 })
}

const BLOCKS_AHEAD = 147

/** askrene hangs during the reservation; nothing stops what follows it (reserve_done). */
async function sendLate(
  network: Network,
  order: Order,
  way: Way,
  { ms, then }: Extract<PaymentOutcome, { readonly is: 'late_part' }>
): Promise<void> {
  network.askrene.inbox.standStill(sleep(network, ms))
  await network.askrene.inbox.pass()
  await network.turn()
  const payment = inject(network, order, way, { is: 'stall', ms: 0, then })
  if (payment.is === 'held') await ended(network, payment)
}

const toError = ({ code, message }: refusals.Refusal): RpcError => new RpcError(code, message)
