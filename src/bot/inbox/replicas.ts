// Tracks updates that other gateways process: queues them here as well, so that none of ours
// overtakes them.
import type { Deps } from '../rooms.ts'
import type { Leases } from './leases.ts'
import type { ClaimedUpdate, OtherUpdate } from './updates.ts'

export type Replicas = {
  /** Resolves once no gateway works on it; with the update, if it has been handed to us. */
  readonly end: (id: number) => Promise<ClaimedUpdate | undefined>
  /**
   * Hands over an update taken from another gateway to the entry that waits for it, which keeps its
   * place in the queue; false if none waits.
   */
  readonly adopt: (kept: ClaimedUpdate) => boolean
  /** Those not tracked yet. */
  readonly unknown: (all: readonly OtherUpdate[]) => readonly OtherUpdate[]
}

type Waiting = { readonly since: number; readonly end: (kept?: ClaimedUpdate) => void }

const LOOK_EVERY_MS = 40
/** Bounds the wait for another gateway; after this, processing goes on without its update. */
const PATIENCE_MS = 120_000

export function replicas(
  leases: Pick<Leases, 'over'>,
  { clock, log, stop }: Pick<Deps, 'clock' | 'log' | 'stop'>
): Replicas {
  const waiting = new Map<number, Waiting>()
  let looking = false

  async function look(): Promise<void> {
    while (waiting.size > 0 && !stop.aborted) {
      await clock.sleep(LOOK_EVERY_MS, stop)
      const over = await leases.over([...waiting.keys()]).catch((): readonly number[] => {
        log.warn({}, 'what others do cannot be seen')
        return []
      })
      for (const id of over) finish(id)
      for (const [id, { since }] of waiting) if (clock.now() - since > PATIENCE_MS) finish(id)
    }
    looking = false
    if (stop.aborted) for (const id of waiting.keys()) finish(id)
  }

  function finish(id: number, kept?: ClaimedUpdate): boolean {
    const one = waiting.get(id)
    waiting.delete(id)
    one?.end(kept)
    return one !== undefined
  }

  return {
    end: id =>
      new Promise(resolve => {
        waiting.set(id, { since: clock.now(), end: resolve })
        if (looking) return
        looking = true
        void look()
      }),
    adopt: kept => finish(kept.update.update_id, kept),
    unknown: all => all.filter(({ id }) => !waiting.has(id))
  }
}
