// Wakes those that wait for a payment when the node reports that its rows changed. Proves nothing
// by itself.
import type { Clock } from '../../core/clock.ts'
import type { Log } from '../../core/log.ts'
import { pollingLoop } from '../../core/polling-loop.ts'
import type { Lightning } from '../../lightning/port.ts'

export type Updates = {
  /** One for each payment that is being resolved. */
  readonly line: (paymentHash: string) => Line
}

export type Line = {
  /**
   * Resolves after `ms`, when the signal aborts, or as soon as the node reports a change; from the
   * first pause of a second or more on, a change between two pauses ends the second one at once.
   */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>
  readonly leave: () => void
}

type Deps = {
  readonly node: Pick<Lightning, 'updatedIndex' | 'endedParts'>
  readonly clock: Clock
  readonly stop: AbortSignal
  readonly log: Log
}

type Tell = (of: (paymentHash: string) => boolean) => void

/** Most payments end before any pause this long: for them the node is not asked. */
const LONG_MS = 1_000

const AGAIN_AFTER_MS = 500
const PAGE = 500

type Follower = { readonly paymentHash: string; told: boolean; wake: () => void }

/**
 * Asks the node only while somebody waits: one request, which stays open until something changes.
 */
export function paymentUpdates(deps: Deps): Updates {
  const followers = new Set<Follower>()
  let watching: AbortController | undefined

  const tell: Tell = of => {
    for (const follower of followers) {
      if (!of(follower.paymentHash)) continue
      follower.told = true
      follower.wake()
    }
  }
  function enter(follower: Follower): void {
    if (followers.has(follower)) return
    followers.add(follower)
    // Changes since the previous look were reported to nobody.
    follower.told = watching !== undefined
    if (watching !== undefined) return
    watching = new AbortController()
    void watchUpdates(deps, tell, AbortSignal.any([watching.signal, deps.stop]))
  }
  function leave(follower: Follower): void {
    followers.delete(follower)
    if (followers.size > 0) return
    watching?.abort()
    watching = undefined
  }

  return {
    line(paymentHash) {
      const follower: Follower = { paymentHash, told: false, wake: () => undefined }
      return {
        async pause(ms, signal) {
          if (ms >= LONG_MS) enter(follower)
          const awake = new AbortController()
          follower.wake = () => awake.abort()
          if (!follower.told) await deps.clock.sleep(ms, AbortSignal.any([awake.signal, signal]))
          follower.told = false
        },
        leave: () => leave(follower)
      }
    }
  }
}

/** An unavailable node is asked again; what it did meanwhile each payment looks up for itself. */
async function watchUpdates(deps: Deps, tell: Tell, signal: AbortSignal): Promise<void> {
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
