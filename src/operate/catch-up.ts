// Takes from the balances what was sent without the books knowing it, before anybody is served:
// restored books show that money again, and whoever sends it once more leaves the house to bear it.
import { newId } from '../core/ids.ts'
import type { Job } from '../core/schedule.ts'
import { query } from '../db/query.ts'
import type { Lightning } from '../lightning/port.ts'
import { oursOf, read, sweep, type Deps } from './sweep.ts'
import { rebuiltPayment } from './sweep-units.ts'

type Catching = Omit<Deps, 'node'> & {
  readonly node: Pick<Lightning, 'endedParts' | 'parts' | 'pendingParts'>
}

/** @returns what to do before anybody is served, and the job that goes on with it */
export const sweeping = (
  deps: Catching
): { readonly catchUp: () => Promise<void>; readonly job: Job } => ({
  catchUp: async () => catchUp(deps),
  job: { name: 'sweep the node', everyMs: 300_000, run: () => sweep(deps) }
})

/**
 * Empty books show no money, and the list of a node that is older than they are may be long. What
 * fails here, the job of the sweep tries again.
 */
async function catchUp(deps: Catching): Promise<void> {
  try {
    const { length } = await query(deps.em, 'select from entry limit 1')
    if (length === 0) return
    await sweep(deps)
    await holdPending(deps)
  } catch (error) {
    deps.log.error({ error }, 'the list of the node could not be read before the start')
  }
}

/**
 * What is still under way is held, and the payer ends it by the evidence. If the account cannot
 * bear it, it is booked once it has arrived.
 */
async function holdPending(deps: Catching): Promise<void> {
  // The node is read first: a payment is in the books before its first part is at the node.
  const parts = await deps.step('sweep.look', () => deps.node.pendingParts())
  for (const lost of oursOf(parts, 'pending')) {
    const { known, bookedMsat } = await read(lost.id, deps)
    if (known !== undefined || bookedMsat !== undefined) continue
    const rebuilt = rebuiltPayment(lost, deps.nodeId, newId)
    const { is } = await deps.step('sweep.rebuild', () => deps.commit(rebuilt))
    deps.log.error({ payment: lost.id, is }, 'the node is paying what the ledger does not know')
  }
}
