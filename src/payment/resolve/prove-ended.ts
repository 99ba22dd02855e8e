// Brings about the proof by which a payment can end: after an error xpay is flushed, and a lost
// call is fenced. Rows shown from then on count (safe-payer.md 3.3, 7 d).
import type { Deps } from '../deps.ts'
import { flushXpay, ROUNDS_AFTER_ERROR, ROUNDS_AFTER_LOSS } from '../fence/flush-xpay.ts'
import { hasSeenNothing, type Tracker } from './tracker.ts'

/** A hanging search blocks the node's routing, so the fence is not tried too often. */
const FENCE_AGAIN_MS = 60_000
/**
 * A channel may appear after it was looked for, and a search that begins then finds it; the parts
 * that it sends show in the next pass. xpay searches twice before it gives up (getroutes_done_err),
 * so two passes are not enough: test/sim/fence.ts shows that three are.
 */
const PASSES = 3

/** @returns whether looks from now on prove more than those before */
export async function proveEnded(tracker: Tracker, deps: Deps): Promise<boolean> {
  const { call, row } = tracker
  try {
    switch (call.is) {
      case 'refused':
        if (call.flushedMs !== undefined) return false
        await flush(row.paymentHash, ROUNDS_AFTER_ERROR, deps)
        tracker.call = { is: 'refused', flushedMs: deps.clock.now() }
        return true
      case 'lost':
        if (call.fencedMs !== undefined) return false
        // A row of ours will say how it ends; but an operator may ask for the fence nevertheless.
        if (!hasSeenNothing(tracker) && !(row.fenceAsked && tracker.looks.length > 0)) return false
        if (deps.clock.now() < tracker.fenceFromMs) return false
        return await fence(tracker, deps)
      case 'open':
      case 'unsent':
      case 'success':
        return false
      default:
        return call satisfies never
    }
  } catch (error) {
    deps.log.warn({ payment: row.id, error }, 'the node could not be asked for a proof')
    return false
  }
}

async function fence(tracker: Tracker, deps: Deps): Promise<boolean> {
  const { row } = tracker
  for (let pass = 0; pass < PASSES; pass += 1) {
    if (!(await isClosed(tracker, deps))) return false
    deps.node.router.reconnect()
    await flush(row.paymentHash, ROUNDS_AFTER_LOSS, deps)
  }
  tracker.unfenced = false
  tracker.call = { is: 'lost', fencedMs: deps.clock.now() }
  return true
}

/** Whether nothing more of it can be sent, beyond what was sent already. */
async function isClosed(tracker: Tracker, deps: Deps): Promise<boolean> {
  const { row } = tracker
  // An invoice of our own node takes no route that could be closed; but it is paid once, or
  // expires.
  if (row.payee === deps.nodeId) {
    return (await deps.node.ownInvoice(row.paymentHash)) !== 'unpaid'
  }
  const { generation } = row
  const closed =
    generation !== null && (await deps.step('payment.fence', () => deps.closeLayer(generation)))
  if (closed) return true
  tracker.unfenced = true
  tracker.fenceFromMs = deps.clock.now() + FENCE_AGAIN_MS
  return false
}

const flush = (paymentHash: string, rounds: number, deps: Deps): Promise<void> =>
  deps.step('payment.flush', () => flushXpay(deps.node, paymentHash, rounds))
