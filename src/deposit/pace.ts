// Chooses when a deposit is looked up again. Pure.
import type { Seen } from './look.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * In seconds; undefined: never, since the source no longer looks either.
 * @param age of the deposit
 * @param left until its source stops looking
 */
export function pauseAfter(seen: Seen, age: number, left: number): number | undefined {
  switch (seen) {
    case 'too late':
      return 0
    case 'unseen':
      return age < HOUR ? 5 : MINUTE
    case 'open':
      return age < 15 * MINUTE ? 2 : age < 2 * HOUR ? 15 : MINUTE
    case 'moving':
      return 10
    case 'quiet':
      // One last look after the end, for a payment made just before it.
      if (left < -HOUR) return undefined
      return age < DAY ? 2 * MINUTE : HOUR
    default:
      return seen satisfies never
  }
}
