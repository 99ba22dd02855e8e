// Remembers why the last batch of the ledger could not be written: a database that answers every
// query may still refuse writes, for instance when its disk is full.
import type { DatabaseTrouble } from '../core/database-trouble.ts'

export type LastWrite = {
  /** Called after each attempt, with the reason if nothing was written. */
  readonly attempted: (trouble: DatabaseTrouble | undefined) => void
  readonly trouble: () => DatabaseTrouble | undefined
}

/**
 * After this time a write is worth another try: while the gateway is not ready, nobody sends it
 * anything to write.
 */
const GOOD_FOR_MS = 30_000

/** @param now monotonic milliseconds */
export function lastWrite(
  now: () => number,
  onTrouble: (trouble: DatabaseTrouble) => void
): LastWrite {
  let last: { readonly trouble: DatabaseTrouble; readonly at: number } | undefined
  return {
    attempted(trouble) {
      last = trouble && { trouble, at: now() }
      if (trouble !== undefined) onTrouble(trouble)
    },
    trouble: () => (last && now() - last.at < GOOD_FOR_MS ? last.trouble : undefined)
  }
}
