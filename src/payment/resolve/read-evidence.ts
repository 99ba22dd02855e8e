// Takes one look at the node's rows of a sent payment.
import type { Deps } from '../deps.ts'
import type { Tracker } from './tracker.ts'

/**
 * The rules compare looks that are some seconds apart; a payment held for days needs no longer
 * history.
 */
const LOOKS_KEPT = 64

/** @returns whether the rows differ from those of the previous look */
export async function readEvidence(tracker: Tracker, deps: Deps): Promise<boolean> {
  const { row, looks } = tracker
  try {
    const askedMs = deps.clock.now()
    // Asked before the rows are read: a restart in between would make empty rows look like the end.
    const restarted = await hasRestarted(tracker, deps)
    const parts = await deps.step('payment.look', () =>
      deps.node.parts(row.paymentHash, Number(row.watermark ?? 0n))
    )
    tracker.away = false
    const before = looks.at(-1)?.parts.map(part => part.status)
    looks.push({ askedMs, atMs: deps.clock.now(), restarted, parts })
    if (looks.length > LOOKS_KEPT) looks.shift()
    return before !== undefined && before.join() !== parts.map(part => part.status).join()
  } catch (error) {
    // The node is unavailable: nothing is known, so nothing moves.
    const facts = { payment: row.id, error }
    if (!tracker.away) deps.log.warn(facts, 'the node does not answer; the payment stays held')
    tracker.away = true
    return false
  }
}

/** Whether the lightningd that answers is not the one that the call was written to (3.3 d 3). */
async function hasRestarted({ row }: Tracker, { node }: Deps): Promise<boolean> {
  const identity = await node.identity()
  return row.nodeIdentity !== null && identity !== undefined && identity !== row.nodeIdentity
}
