// Takes from the balances what was sent without the books knowing it, before anybody is served:
// restored books show that money again, and whoever sends it once more leaves the house to bear it.
import { forEachCollecting } from '../core/each.ts'
import { newId } from '../core/ids.ts'
import { ZERO } from '../core/msat.ts'
import type { Job } from '../core/schedule.ts'
import { query } from '../db/query.ts'
import type { Lightning } from '../lightning/port.ts'
import { isOfOthers, oursOf, read, sums, sweep, type Deps } from './sweep.ts'
import { rebuiltPayment } from './sweep-units.ts'

type Catching = Omit<Deps, 'node'> & {
  readonly node: Pick<Lightning, 'endedParts' | 'parts' | 'pendingParts'>
}

type Sweeping = { readonly catchUp: () => Promise<void>; readonly job: Job }

/** @returns what to do before anybody is served, and the job that goes on with it */
export function sweeping(deps: Catching): Sweeping {
  let isBehind = true
  const hold = async (): Promise<void> => {
    if (isBehind) await holdPending(deps)
    isBehind = false
  }
  // What has arrived since the node was asked what is under way, the sweep finds.
  const run = () => forEachCollecting([hold, () => sweep(deps)], async act => act())
  return {
    // Empty books show no money, and the list of a node that is older than they are may be long.
    // What fails here, the job tries again.
    catchUp: async () => {
      try {
        isBehind = (await query(deps.em, 'select from entry limit 1')).length > 0
        if (isBehind) await run()
      } catch (error) {
        deps.log.error({ error }, 'the list of the node could not be read before the start')
      }
    },
    job: { name: 'sweep the node', everyMs: 300_000, run }
  }
}

/**
 * What is still under way is held, with what has arrived of it, and the payer ends it by the
 * evidence. If the account cannot bear it, it is booked once it has arrived.
 */
async function holdPending(deps: Catching): Promise<void> {
  // The node is read first: a payment is in the books before its first part is at the node.
  const parts = await deps.step('sweep.look', () => deps.node.pendingParts())
  for (const lost of oursOf(parts, 'pending')) {
    const { known, bookedMsat } = await read(lost.id, deps)
    if (known !== undefined || bookedMsat !== undefined) continue
    const { wholeMsat } = await sums(lost, deps)
    if (wholeMsat === ZERO) continue
    const rebuilt = rebuiltPayment({ ...lost, sentMsat: wholeMsat }, deps.nodeId, newId)
    const held = await deps.step('sweep.rebuild', () => deps.commit(rebuilt))
    const facts = { payment: lost.id, is: held.is }
    if (!isOfOthers(held, deps))
      deps.log.error(facts, 'the node is paying what the ledger does not know')
  }
}
