// Wakes those that wait for a payment when the node reports that its rows changed. Proves nothing
// by itself.
import { watchUpdates, type Deps, type Tell } from './watch-updates.ts'

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

/** Most payments end before any pause this long: for them the node is not asked. */
const LONG_MS = 1_000

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
