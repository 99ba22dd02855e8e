// Runs the readers of incoming payments until shutdown: reads our own node's in order, polls every
// other source.
import type { EntityManager } from '@mikro-orm/postgresql'
import { clock } from '../core/clock.ts'
import type { Log } from '../core/log.ts'
import type { Step } from '../core/step.ts'
import type { Bell } from '../deposit/bell.ts'
import { poll } from '../deposit/poll.ts'
import type { Source } from '../deposit/source.ts'
import type { Waiting } from '../deposit/waiting.ts'
import { watch } from '../deposit/watch.ts'
import type { Commit } from '../ledger/unit.ts'
import type { Lightning } from '../lightning/port.ts'

export type MoneyIn = {
  readonly em: EntityManager
  readonly commit: Commit
  readonly node: Lightning
  readonly nodeId: string
  readonly sources: readonly Source[]
  readonly bell: Bell
  readonly waiting: Waiting
  readonly step: Step
  readonly log: Log
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
