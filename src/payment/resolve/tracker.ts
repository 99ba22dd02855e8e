// What is known of one sent payment while this process resolves it.
import type { Call, Look } from '../../lightning/evidence.ts'
import { isOfXpay } from '../../lightning/own-error.ts'
import type { PayReply } from '../../lightning/port.ts'
import type { Deps } from '../deps.ts'
import type { Dispatched } from '../dispatch/dispatch.ts'
import { type PaymentRow, paymentLabel } from '../entity.ts'

export type Tracker = {
  row: PaymentRow
  call: Call
  reply: PayReply | undefined
  looks: Look[]
  /** The last look failed. */
  away: boolean
  /** The fence could not be flushed, or there is none; retried from `fenceFromMs` on. */
  unfenced: boolean
  fenceFromMs: number
  /** When it was sent, on the clock of the looks; another process's, by the database's clock. */
  readonly sentAtMs: number
}

export async function track(
  row: PaymentRow,
  sent: Dispatched | undefined,
  deps: Deps
): Promise<Tracker> {
  const code = row.replyCode
  const refused = code !== null && isOfXpay(code)
  return {
    row: row.nodeIdentity === null ? await identified(row, deps) : row,
    // Whether another process still awaits an answer is looked up when it matters.
    call: refused ? { is: 'refused', flushedMs: undefined } : { is: 'open' },
    reply: code === null ? undefined : { is: 'refused', code, message: row.replyMessage ?? '' },
    looks: [],
    away: false,
    unfenced: false,
    fenceFromMs: 0,
    sentAtMs: sent?.atMs ?? -(await deps.rows.sentAgoMs(row.id)) + deps.clock.now()
  }
}

/**
 * For a payment sent by a gateway that did not record which lightningd it was: the one that answers
 * now is that one or a later one, so that a restart after this is also a restart after the payment.
 */
async function identified(row: PaymentRow, deps: Deps): Promise<PaymentRow> {
  const identity = await deps.node.identity()
  if (identity === undefined) return row
  await deps.rows.identify(row.id, identity)
  return { ...row, nodeIdentity: identity }
}

/** Whether the latest look shows no row of ours: then no row will say how it ends. */
export function hasSeenNothing({ row, looks }: Tracker): boolean {
  const latest = looks.at(-1)
  const label = paymentLabel(row)
  return (
    latest !== undefined &&
    !latest.parts.some(part => part.label === label || part.status === 'pending')
  )
}
