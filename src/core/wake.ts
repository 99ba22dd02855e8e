// Wakes what polls the database as soon as this process knows of something new; what others write
// is found at the loop's own pace.
import type { Clock } from './clock.ts'
import { pollingLoop } from './polling-loop.ts'

export type Wake = {
  /** Aborts at the next ring. */
  readonly next: () => AbortSignal
  readonly ring: () => void
}

export function openWake(): Wake {
  let next: AbortController | undefined
  return {
    next: () => (next ??= new AbortController()).signal,
    ring: () => {
      next?.abort()
      next = undefined
    }
  }
}

export type WokenPace = {
  /** While nothing rings. */
  readonly everyMs: number
  /** At least this long after the last run, however often it rings. */
  readonly soonMs: number
}

/**
 * Runs at once when it rings after a quiet time. A ring during a run counts for the next one: this
 * one may have looked too early. `run` must catch and report its own errors.
 */
export const wokenLoop = async (
  {
    clock,
    wake,
    stop
  }: {
    readonly clock: Pick<Clock, 'sleep'>
    readonly wake: Pick<Wake, 'next'>
    readonly stop: AbortSignal
  },
  { everyMs, soonMs }: WokenPace,
  run: () => Promise<unknown>
): Promise<void> =>
  pollingLoop(clock, stop, async () => {
    const woken = wake.next()
    await run()
    await clock.sleep(soonMs, stop)
    await clock.sleep(everyMs - soonMs, AbortSignal.any([stop, woken]))
    return 0
  })
