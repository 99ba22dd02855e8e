// The real clock, on which a test may leap ahead.
import { clock as real, type Clock } from '../../../src/core/clock.ts'

export type LeapingClock = Clock & {
  readonly leap: (ms: number) => void
  /** Sets the calendar's clock, also back, which nothing else notices: what is slept goes on. */
  readonly setDate: (ms: number) => void
  /** Resolves once somebody sleeps, who lay down for exactly that long. */
  readonly asleep: (ms: number) => Promise<void>
}

export function leapingClock(): LeapingClock {
  let [ahead, calendar] = [0, 0]
  const sleepers = new Set<() => void>()
  const lying = new Map<number, number>()
  const watchers = new Set<() => void>()
  const now = (): number => real.now() + ahead
  return {
    now,
    date: () => new Date(real.date().getTime() + ahead + calendar),
    async sleep(ms, signal) {
      const until = now() + ms
      lying.set(ms, (lying.get(ms) ?? 0) + 1)
      for (const watcher of watchers) watcher()
      while (now() < until && signal?.aborted !== true) {
        const leap = new AbortController()
        const wake = (): void => leap.abort()
        sleepers.add(wake)
        const either = signal === undefined ? leap.signal : AbortSignal.any([leap.signal, signal])
        await real.sleep(Math.max(0, until - now()), either)
        sleepers.delete(wake)
      }
      lying.set(ms, (lying.get(ms) ?? 0) - 1)
    },
    async asleep(ms) {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      const watcher = (): void => {
        if ((lying.get(ms) ?? 0) > 0) resolve(undefined)
      }
      watchers.add(watcher)
      watcher()
      await promise
      watchers.delete(watcher)
    },
    setDate(ms) {
      calendar += ms
    },
    leap(ms) {
      ahead += ms
      for (const wake of sleepers) wake()
    }
  }
}
