// Decides when a LApp that keeps failing is paused, and when it is tried again. Pure.

/** Consecutive orders without an answer; an order that is retried counts once. */
export type FailureStreak = {
  readonly orders: ReadonlySet<string>
  /** When the last of them failed, in monotonic milliseconds. */
  readonly lastAt: number
  readonly why: string
}

const PAUSED_AFTER = 5
const FIRST_PAUSE_MS = 30_000
const LONGEST_PAUSE_MS = 1_800_000
/** More need not be counted: the pause has its maximum by then. */
const ORDERS_MAX = 20

/** Within a pause nothing counts: what was under way when it began tells nothing new. */
export const failed = (
  before: FailureStreak | undefined,
  order: string,
  why: string,
  now: number
): FailureStreak =>
  before !== undefined && now < pausedUntil(before)
    ? before
    : { orders: new Set([...(before?.orders ?? []), order].slice(-ORDERS_MAX)), lastAt: now, why }

/** Until when purchases are paused; then one is tried, and its result decides. */
export function pausedUntil(streak: FailureStreak): number {
  const { orders, lastAt } = streak
  if (orders.size < PAUSED_AFTER) return -Infinity
  return lastAt + Math.min(FIRST_PAUSE_MS * 2 ** (orders.size - PAUSED_AFTER), LONGEST_PAUSE_MS)
}
