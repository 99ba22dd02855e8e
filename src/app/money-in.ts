// Runs the readers of incoming payments until shutdown: reads our own node's in order, polls every
// other source.
import { clock } from '../core/clock.ts'
import { poll, type Poll } from '../deposit/poll.ts'
import type { Source } from '../deposit/source.ts'
import { watch, type WatchDeps } from '../deposit/watch.ts'

export type MoneyIn = Omit<WatchDeps & Poll, 'clock' | 'pace'> & {
  readonly sources: readonly Source[]
}

/** Returns a function that waits for the readers to end after the stop signal. */
export function moneyIn(deps: MoneyIn, stop: AbortSignal): () => Promise<unknown> {
  const means = { ...deps, clock }
  const running = Promise.all([
    watch(means, stop),
    ...deps.sources.flatMap(({ polled, ...source }) =>
      polled ? [poll(means, { ...source, polled }, stop)] : []
    )
  ])
  return () => running
}
