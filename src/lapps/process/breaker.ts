// The circuit breaker of one LApp: after consecutive failures calls are rejected for a while, then
// one is let through as a trial.

export type Breaker = {
  /** Why calls are rejected now, if they are. */
  open(now: number): boolean
  succeeded(): void
  failed(now: number): void
}

export type BreakerLimits = {
  /** Consecutive failures. */
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
      // One call is the trial; for all others the pause goes on until its outcome is known.
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
