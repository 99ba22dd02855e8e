// Drives one payment from its current state to its end; normal completion and recovery are the same
// path.
import type { Deps } from './deps.ts'
import { dispatchHeld } from './dispatch.ts'
import type { PaymentRow } from './entity.ts'
import { resolveSent } from './resolve.ts'

/**
 * Safe to run for one payment in several processes at once: the ledger's guards let only one of
 * them through.
 * @returns whether it is known to have ended, here or elsewhere
 */
export async function drive(row: PaymentRow, deps: Deps): Promise<boolean> {
  switch (row.state) {
    case 'held': {
      const sent = await dispatchHeld(row, deps)
      if (sent === undefined) return false
      try {
        return await resolveSent(sent.row, sent, deps)
      } finally {
        sent.turn.done()
      }
    }
    case 'sent':
      return resolveSent(row, undefined, deps)
    case 'settled':
    case 'released':
      return true
    default:
      return row.state satisfies never
  }
}
