// Suspends work until a time, by the network's own clock; unlike a deadline in the database it dies
// with the process, as a plugin's child process does.
import type { Network } from './network.ts'

export function sleep(network: Network, ms: number): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  network.sleepers.add({ at: network.now() + ms, wake: () => resolve(undefined) })
  network.store.tell('deadlines')
  return promise
}

export function wakeWhoIsDue(network: Network): void {
  for (const sleeper of network.sleepers) {
    if (sleeper.at > network.now()) continue
    network.sleepers.delete(sleeper)
    sleeper.wake()
  }
}

export const nextToWake = (network: Network): number =>
  Math.min(Infinity, ...[...network.sleepers].map(({ at }) => at))
