// When a LApp that keeps failing is paused, and when it is tried again. Pure.

/** Orders in a row that ended in no answer; an order that is asked again counts once. */
export type FailureStreak = {
  readonly orders: ReadonlySet<string>
  /** When the last of them failed, in milliseconds that never go back. */
  readonly lastAt: number
  readonly why: string
}

const PAUSED_AFTER = 5
const FIRST_PAUSE_MS = 30_000
const LONGEST_PAUSE_MS = 1_800_000
/** More need not be remembered: the pause is the longest by then. */
const ORDERS_MAX = 20

export const failed = (
  before: FailureStreak | undefined,
  order: string,
  why: string,
  now: number
): FailureStreak => ({
  orders: new Set([...(before?.orders ?? []), order].slice(-ORDERS_MAX)),
  lastAt: now,
  why
})

/** Until when nothing is bought; after that one is tried, and what comes of it decides. */
export function pausedUntil(streak: FailureStreak): number {
  const { orders, lastAt } = streak
  if (orders.size < PAUSED_AFTER) return -Infinity
  return lastAt + Math.min(FIRST_PAUSE_MS * 2 ** (orders.size - PAUSED_AFTER), LONGEST_PAUSE_MS)
}
