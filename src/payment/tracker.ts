// What is known of one payment that was sent, while this process looks for its end.
import type { Call, Look } from '../lightning/evidence.ts'
import { isOfXpay } from '../lightning/own-error.ts'
import type { PayReply } from '../lightning/port.ts'
import type { Deps } from './deps.ts'
import type { Dispatched } from './dispatch.ts'
import type { PaymentRow } from './entity.ts'
import { paymentLabel } from './label.ts'

export type Tracker = {
  row: PaymentRow
  call: Call
  reply: PayReply | undefined
  looks: Look[]
  /** The last look failed. */
  away: boolean
  /** The fence could not be flushed, or there is none: tried again from then on. */
  unfenced: boolean
  fenceFromMs: number
  /** Milliseconds since the payment was sent, by the database's clock, when this began. */
  readonly sentAgoMs: number
  readonly begunAt: number
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
    // Whether anybody still waits for an answer elsewhere is looked up when it matters.
    call: refused ? { is: 'refused', flushedMs: undefined } : { is: 'open' },
    reply: code === null ? undefined : { is: 'refused', code, message: row.replyMessage ?? '' },
    looks: [],
    away: false,
    unfenced: false,
    fenceFromMs: 0,
    sentAgoMs: sent !== undefined ? 0 : await deps.rows.sentAgoMs(row.id),
    begunAt: deps.clock.now()
  }
}

/**
 * One that was sent by a gateway that did not write down to which lightningd: whoever answers now
 * is that one or a later one, so that a start after this is one after the payment as well.
 */
async function identified(row: PaymentRow, deps: Deps): Promise<PaymentRow> {
  const identity = await deps.node.identity()
  if (identity === undefined) return row
  await deps.rows.identify(row.id, identity)
  return { ...row, nodeIdentity: identity }
}

export const agoMs = ({ sentAgoMs, begunAt }: Tracker, now: number): number =>
  sentAgoMs + now - begunAt

/** Whether the latest look shows nothing of ours: then no row will say how it ends. */
export function hasSeenNothing({ row, looks }: Tracker): boolean {
  const latest = looks.at(-1)
  const label = paymentLabel(row)
  return (
    latest !== undefined &&
    !latest.parts.some(part => part.label === label || part.status === 'pending')
  )
}
