// Follows the node's `updated` index of sendpays, and reports whose rows have changed.
import type { Clock } from '../core/clock.ts'
import type { Log } from '../core/log.ts'
import { pollingLoop } from '../core/polling-loop.ts'
import type { Lightning } from '../lightning/port.ts'

export type Deps = {
  readonly node: Pick<Lightning, 'updatedIndex' | 'endedParts'>
  readonly clock: Clock
  readonly stop: AbortSignal
  readonly log: Log
}

export type Tell = (of: (paymentHash: string) => boolean) => void

const AGAIN_AFTER_MS = 500
const PAGE = 500

/** An unavailable node is asked again; what it did meanwhile each payment looks up for itself. */
export async function watchUpdates(deps: Deps, tell: Tell, signal: AbortSignal): Promise<void> {
  await pollingLoop(deps.clock, signal, async () => {
    await follow(deps.node, tell, signal).catch((error: unknown) => {
      if (signal.aborted) return
      deps.log.debug({ error }, 'the node does not say what changes; it is asked again')
    })
    return AGAIN_AFTER_MS
  })
}

async function follow(node: Deps['node'], tell: Tell, signal: AbortSignal): Promise<void> {
  let seen = await node.updatedIndex(0, signal)
  tell(() => true)
  while (!signal.aborted) {
    const reached = await node.updatedIndex(seen + 1, signal)
    for (let from = seen + 1; from <= reached;) {
      const page = await node.endedParts(from, PAGE)
      const hashes = new Set(page.map(part => part.paymentHash))
      tell(hash => hashes.has(hash))
      from = (page.at(-1)?.updatedIndex ?? reached) + 1
    }
    seen = reached
  }
}
