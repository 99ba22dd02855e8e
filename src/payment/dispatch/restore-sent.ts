// Marks a payment as sent once more, for which this process made the call, after a database that
// was failed over or restored has forgotten it: it is not called twice (safe-payer.md 3.3, 8).
import type { Deps } from '../deps.ts'
import type { PaymentRow } from '../entity.ts'
import type { Dispatched } from './dispatch.ts'
import { commitSent, sending } from './mark-sent.ts'

/** @throws if it is no longer held: what it is now has to be read again */
export async function restoreSent(
  row: PaymentRow,
  sent: Dispatched,
  deps: Deps
): Promise<Dispatched> {
  const { nodeIdentity, slowMode, watermark } = sent.row
  const seen = {
    foreign: undefined,
    own: true,
    watermark: Number(watermark ?? 0n),
    slowMode: slowMode === true,
    identity: nodeIdentity ?? undefined
  }
  const set = await sending(row, seen, deps)
  const verdict = await commitSent(row, set, [], deps)
  if (verdict.is === 'refused') throw new Error(`it is held no longer: ${verdict.why.is}`)
  deps.log.error({ payment: row.id }, 'the database had forgotten that a payment was sent')
  return { ...sent, row: { ...sent.row, generation: set.generation } }
}
