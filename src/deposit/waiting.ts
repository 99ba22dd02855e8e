// Which sources have not been looked at successfully for long, for operators: deposits through them
// wait.
import type { Clock } from '../core/clock.ts'
import type { Method } from './source.ts'

export type Waiting = {
  readonly looked: (source: Method) => void
  readonly failed: (source: Method) => void
  /** As sentences. */
  readonly told: () => readonly string[]
}

const MINUTE_MS = 60_000
const LONG_MS = 10 * MINUTE_MS
/** Longer than the pause between two looks: another process may look since, or nothing waits. */
const LATELY_MS = 5 * MINUTE_MS

export function waiting(clock: Pick<Clock, 'now'>): Waiting {
  const failing = new Map<Method, { readonly since: number; readonly last: number }>()
  return {
    looked: source => void failing.delete(source),
    failed: source => {
      const now = clock.now()
      const before = failing.get(source)
      const goesOn = before !== undefined && now - before.last < LATELY_MS
      failing.set(source, { since: goesOn ? before.since : now, last: now })
    },
    told: () =>
      [...failing]
        .filter(([, { since, last }]) => {
          const now = clock.now()
          return now - since >= LONG_MS && now - last < LATELY_MS
        })
        .map(([source]) => `deposits by ${source} wait for more than ten minutes: the log says why`)
  }
}
