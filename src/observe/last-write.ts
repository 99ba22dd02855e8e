// What kept the last batch of the ledger from being written: a database that answers
// every question may still take nothing, for instance where its disk is full.
import type { DatabaseTrouble } from '../core/database-trouble.ts'

export type LastWrite = {
  /** Told of each attempt, and of what kept it from being written. */
  readonly attempted: (trouble: DatabaseTrouble | undefined) => void
  readonly trouble: () => DatabaseTrouble | undefined
}

/** Then it is worth another try: who is not ready is asked for nothing that would be written. */
const GOOD_FOR_MS = 30_000

/** @param now milliseconds of a clock that only runs forward */
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
