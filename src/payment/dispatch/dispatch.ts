// Takes a payment from held to sent: waits for its turn, looks at the node once, commits the point
// of no return, and only then calls.
import { withDeadline } from '../../core/with-deadline.ts'
import type { Claim } from '../../ledger/unit.ts'
import type { PayReply } from '../../lightning/port.ts'
import type { Cancellation } from '../decide.ts'
import type { Deps } from '../deps.ts'
import { type PaymentRow, paymentLabel } from '../entity.ts'
import { layerOf } from '../fence/generations.ts'
import { releaseUnsent } from './release-unsent.ts'
import { commitSent, preflight, sending, type Preflight } from './mark-sent.ts'
import type { Turn } from '../queue/fair-queue.ts'

export type Dispatched = {
  readonly row: PaymentRow
  /** When it was sent, on the clock of the looks. */
  readonly atMs: number
  /** Its answer can be read again by a driver that failed while writing it down. */
  readonly call: Promise<PayReply>
  readonly turn: Turn
  /** Abandons the wait for the answer: the call is then lost. */
  readonly giveUp: () => void
}

/**
 * How long a payment waits for its turn, and for a node that does not answer, before it is
 * released.
 */
const QUEUE_MS = 120_000
/** Seconds before the invoice's expiry that must be left when it is sent. */
const EXPIRY_MARGIN_MS = 15_000
/**
 * A call is written within this time after `dispatched_at` or not at all. The database takes that
 * timestamp at the start of the transaction, so the time is measured from before the commit.
 */
const WRITE_WITHIN_MS = 2_000

/** undefined: it was released, or another process drives it, or this process is shutting down. */
export async function dispatchHeld(row: PaymentRow, deps: Deps): Promise<Dispatched | undefined> {
  const { clock, stop } = deps
  const life = row.invoiceExpiresAt.getTime() - clock.date().getTime() - EXPIRY_MARGIN_MS
  const late: Cancellation = life < QUEUE_MS ? 'expired' : 'queued_too_long'
  return withDeadline(clock, Math.min(QUEUE_MS, life), [stop], patience =>
    inTurn(row, patience, late, deps)
  )
}

async function inTurn(
  row: PaymentRow,
  patience: AbortSignal,
  late: Cancellation,
  deps: Deps
): Promise<Dispatched | undefined> {
  const { turns, stop } = deps
  const owner = await deps.owners.of(row.account)
  const call = { owner, amountMsat: row.amountMsat, declared: row.holds }
  for (;;) {
    const turn = await turns.take(row.id, call, patience)
    if (turn === undefined) {
      if (!stop.aborted) await releaseUnsent(row, late, deps)
      return undefined
    }
    const sent = await send(row, turn, patience, late, deps).catch((error: unknown) => {
      turn.done()
      throw error
    })
    if (typeof sent === 'object') return sent
    turn.done()
    if (sent === undefined) return undefined
    // Another gateway was faster: queue again, with what it has in flight now.
    await deps.lookAtTurns()
  }
}

async function send(
  row: PaymentRow,
  turn: Turn,
  patience: AbortSignal,
  late: Cancellation,
  deps: Deps
): Promise<Dispatched | 'no_room' | undefined> {
  const ready = await prepare(row, patience, deps)
  const cancelled = ready === undefined ? late : ready.seen.foreign
  if (cancelled !== undefined && !deps.stop.aborted) await releaseUnsent(row, cancelled, deps)
  if (cancelled !== undefined || ready === undefined) return undefined
  const { seen, set } = ready
  const begunAt = deps.clock.now()
  const claim: Claim = { is: 'turn', payment: row.id, room: turn.room }
  const verdict = await commitSent(row, set, [claim], deps)
  if (verdict.is === 'refused') return verdict.why.is === 'no_room' ? 'no_room' : undefined
  deps.log.debug({ payment: row.id, paymentHash: row.paymentHash }, 'a payment is sent')
  const sent: PaymentRow = {
    ...row,
    state: 'sent',
    nodeId: set.node_id,
    nodeIdentity: set.node_identity,
    generation: set.generation,
    retryFor: set.retry_for,
    slowMode: set.slow_mode,
    watermark: BigInt(set.watermark)
  }
  const line = new AbortController()
  return {
    row: sent,
    atMs: begunAt,
    call: seen.own
      ? Promise.resolve({ is: 'lost', why: 'it was called before' })
      : deps.step('payment.call', () => callNode(sent, begunAt, line.signal, deps)).catch(lostBy),
    turn,
    giveUp: () => line.abort()
  }
}

/** Whatever fails there in a way that nobody foresaw: the call may be carried out. */
const lostBy = (error: unknown): PayReply => ({ is: 'lost', why: String(error) })

type Ready = { readonly seen: Preflight; readonly set: Awaited<ReturnType<typeof sending>> }

function callNode(
  row: PaymentRow,
  begunAt: number,
  signal: AbortSignal,
  deps: Deps
): Promise<PayReply> {
  const { generation } = row
  if (deps.clock.now() - begunAt > WRITE_WITHIN_MS || generation === null) {
    return Promise.resolve({ is: 'unsent', why: 'this process was held up before the call' })
  }
  return deps.node.pay({
    bolt11: row.bolt11,
    amountMsat: row.invoiceAmountless ? row.amountMsat : undefined,
    maxFeeMsat: row.maxFeeMsat,
    retryForSeconds: row.retryFor ?? deps.retryForSeconds,
    label: paymentLabel(row),
    layer: layerOf(generation),
    identity: row.nodeIdentity ?? undefined,
    signal
  })
}

/**
 * Asks until the node answers; undefined when the time is up. Nothing was sent yet, so waiting
 * costs nothing.
 */
async function prepare(
  row: PaymentRow,
  patience: AbortSignal,
  deps: Deps
): Promise<Ready | undefined> {
  const { clock } = deps
  for (let pause = 100; !patience.aborted; pause = Math.min(2 * pause, 5_000)) {
    try {
      if ((await deps.frozen()) !== undefined) {
        await clock.sleep(pause, patience)
        continue
      }
      const seen = await deps.step('payment.look', () => preflight(row, deps))
      return { seen, set: await sending(row, seen, deps) }
    } catch (error) {
      deps.log.warn({ payment: row.id, error }, 'node or database do not answer; the payment waits')
      await clock.sleep(pause, patience)
    }
  }
  return undefined
}
