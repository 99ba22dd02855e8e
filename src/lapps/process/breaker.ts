// The circuit breaker of one LApp: after a row of failures
// nobody waits for it for a while, then one may try.

export type Breaker = {
  /** Why it is not asked now, if so. */
  open(now: number): boolean
  succeeded(): void
  failed(now: number): void
}

export type BreakerLimits = {
  /** Failures in a row. */
  readonly failuresMax: number
  readonly firstPauseMs: number
  readonly longestPauseMs: number
}

export const BREAKER_LIMITS: BreakerLimits = {
  failuresMax: 16,
  firstPauseMs: 2_000,
  longestPauseMs: 30_000
}

export function openBreaker({ failuresMax, firstPauseMs, longestPauseMs }: BreakerLimits): Breaker {
  let failures = 0
  let until = -Infinity
  return {
    open(now) {
      if (failures < failuresMax) return false
      if (now < until) return true
      // One tries; for the others the pause goes on until its end is known.
      until = now + firstPauseMs
      return false
    },
    succeeded() {
      failures = 0
      until = -Infinity
    },
    failed(now) {
      failures += 1
      const over = failures - failuresMax
      if (over >= 0) until = now + Math.min(firstPauseMs * 2 ** over, longestPauseMs)
    }
  }
}
