// From sent to its end: asks the node until there is
// evidence, for ever if need be (safe-payer.md 3.3, 7).
import { OVER } from '../core/within.ts'
import type { Value } from '../ledger/unit.ts'
import type { Call, Look } from '../lightning/evidence.ts'
import type { PayReply } from '../lightning/port.ts'
import { decide, type Decision } from './decide.ts'
import type { Deps } from './deps.ts'
import { WRITE_WITHIN_MS, labelOf, type Dispatched } from './dispatch.ts'
import { announce, end } from './end.ts'
import type { PaymentRow } from './entity.ts'
import { callOf } from './evidence.ts'
import { guard } from './unit.ts'
import type { Line } from './updates.ts'

/**
 * After the answer, or after taking over; then every minute. One of them just after the time for
 * which looks must agree while slow mode is off (3.3 d 2).
 */
const LOOKS_AT_MS = [0, 20, 100, 300, 1_000, 2_000, 5_000, 10_050, 15_000, 30_000]
const THEN_EVERY_MS = 60_000
/** A timer may be early by so much. */
const EARLY_MS = 5
/** While the node is away looks cost nothing, and what it has when it is back is not to wait. */
const AWAY_EVERY_MS = 5_000
/** A call that is out for so long makes room for others and is looked at without its answer. */
const SLOW_AFTER_MS = 15_000
/** No answer for this long after `retry_for`: it counts as silent, though it may still come. */
const SILENT_AFTER_MS = 30_000
/** From the last check of the time to the first byte, and between two clocks of one machine. */
const MARGIN_MS = 1_000
/**
 * The rules compare looks that are some seconds apart;
 * a payment held for days needs no longer history.
 */
const LOOKS_KEPT = 64

type Pursuit = {
  row: PaymentRow
  call: Call
  reply: PayReply | undefined
  looks: Look[]
  /** The last look failed. */
  away: boolean
  /** Milliseconds since the payment was sent, by the database's clock, when this began. */
  readonly sentAgoMs: number
  readonly begunAt: number
}

export async function resolve(
  row: PaymentRow,
  sent: Dispatched | undefined,
  deps: Deps
): Promise<boolean> {
  const pursuit = await begin(row, sent, deps)
  const line = deps.updates.line(row.paymentHash)
  try {
    return await pursue(pursuit, line, sent, deps)
  } finally {
    line.leave()
  }
}

async function pursue(
  pursuit: Pursuit,
  line: Line,
  sent: Dispatched | undefined,
  deps: Deps
): Promise<boolean> {
  const { clock, stop } = deps
  let call = sent?.call
  let since = clock.now()
  let pause = call === undefined ? 0 : SLOW_AFTER_MS
  for (;;) {
    // Nobody has to be told of what he has not looked at: most calls are answered before.
    const rest = pursuit.looks.length === 0 ? clock.sleep : line.pause
    const reply = await either(call, signal => rest(pause, signal), stop)
    if (reply !== undefined) {
      call = undefined
      pause = 0
      since = clock.now()
      // What an error leaves behind may still be out: its turn ends with the payment.
      if (reply.is === 'success') sent?.turn.done()
      await record(pursuit, reply, deps)
    } else if (stop.aborted) {
      return false
    } else {
      if (call !== undefined) sent?.turn.slow()
      // What has changed may be the last of it: looks that agree are soon had.
      if (await look(pursuit, deps)) since = clock.now()
      pause = call === undefined ? untilNext(clock.now() - since) : THEN_EVERY_MS
      if (pursuit.away) pause = Math.min(pause, AWAY_EVERY_MS)
    }
    if (await conclude(pursuit, deps)) return true
  }
}

async function begin(row: PaymentRow, sent: Dispatched | undefined, deps: Deps): Promise<Pursuit> {
  const begunAt = deps.clock.now()
  const code = row.replyCode
  return {
    row,
    call:
      sent !== undefined
        ? { is: 'open' }
        : code !== null
          ? { is: 'refused', atMs: begunAt }
          : { is: 'silent' },
    reply: code === null ? undefined : { is: 'refused', code, message: row.replyMessage ?? '' },
    looks: [],
    away: false,
    sentAgoMs: sent !== undefined ? 0 : await deps.rows.sentAgoMs(row.id),
    begunAt
  }
}

/** A look that was woken early does not put off the others. */
function untilNext(elapsedMs: number): number {
  const next = LOOKS_AT_MS.find(at => at > elapsedMs + EARLY_MS)
  return next === undefined ? THEN_EVERY_MS : next - elapsedMs
}

/** The answer, or undefined once the rest is over. */
async function either(
  call: Promise<PayReply> | undefined,
  rest: (signal: AbortSignal) => Promise<void>,
  stop: AbortSignal
): Promise<PayReply | undefined> {
  const answered = new AbortController()
  const over = rest(AbortSignal.any([stop, answered.signal])).then(() => undefined)
  if (call === undefined) return over
  return Promise.race([call, over]).finally(() => answered.abort(OVER))
}

/**
 * An error proves nothing by itself, but that there was
 * an answer counts (3.3 d 2): it is kept over a restart.
 */
async function record(pursuit: Pursuit, reply: PayReply, deps: Deps): Promise<void> {
  pursuit.call = callOf(reply, deps.clock.now())
  pursuit.reply = reply
  if (reply.is !== 'refused') return
  const message = reply.message.slice(0, 500)
  const set = { replied_at: 'now', reply_code: reply.code, reply_message: message }
  await note('payment.reply', pursuit, set, deps)
}

/** Writes down what is known now; the payment stays sent. */
async function note(
  step: 'payment.reply' | 'payment.evidence',
  { row }: Pursuit,
  set: Readonly<Record<string, Value>>,
  deps: Deps
): Promise<void> {
  const guards = [guard(row.id, 'sent', { ...set, state: 'sent' })]
  await deps.step(step, () => deps.commit({ entries: [], guards, claims: [] }))
}

/** Whether the rows differ from those of the look before. */
async function look(pursuit: Pursuit, deps: Deps): Promise<boolean> {
  const { row, looks } = pursuit
  try {
    const askedMs = deps.clock.now()
    // Asked before the rows are: a restart in between would make empty rows look like the end.
    const restarted = await hasRestarted(pursuit, deps)
    const parts = await deps.step('payment.look', () =>
      deps.node.parts(row.paymentHash, Number(row.watermark ?? 0n))
    )
    pursuit.away = false
    const before = looks.at(-1)?.parts.map(part => part.status)
    looks.push({ askedMs, atMs: deps.clock.now(), restarted, parts })
    if (looks.length > LOOKS_KEPT) looks.shift()
    return before !== undefined && before.join() !== parts.map(part => part.status).join()
  } catch (error) {
    // The node is away: nothing is known, so nothing moves.
    const facts = { payment: row.id, error }
    if (!pursuit.away) deps.log.warn(facts, 'the node does not answer; the payment stays held')
    pursuit.away = true
    return false
  }
}

/** Whether lightningd started anew after the call was written to it (3.3 d 3; unix socket only). */
async function hasRestarted(pursuit: Pursuit, deps: Deps): Promise<boolean> {
  const startedAt = await deps.node.startedAt()
  const before = pursuit.row.nodeStartedMs
  // On the node's own clock it must have moved, whatever the difference between clocks is.
  if (startedAt === undefined || before === null || Math.floor(startedAt) <= Number(before)) {
    return false
  }
  const sentAt = deps.clock.date().getTime() - agoMs(pursuit, deps)
  // A call is written at once or never, so a start clearly later than that is one that forgot it.
  return startedAt > sentAt + WRITE_WITHIN_MS + MARGIN_MS
}

const agoMs = ({ sentAgoMs, begunAt }: Pursuit, { clock }: Deps): number =>
  sentAgoMs + clock.now() - begunAt

/** true once the payment has ended. */
async function conclude(pursuit: Pursuit, deps: Deps): Promise<boolean> {
  const { row, call, looks } = pursuit
  const sentAgoMs = agoMs(pursuit, deps)
  const retryForSeconds = row.retryFor ?? deps.retryForSeconds
  const lost = call.is === 'open' && sentAgoMs > retryForSeconds * 1000 + SILENT_AFTER_MS
  const outcome = deps.conclude({
    paymentHash: row.paymentHash,
    label: labelOf(row),
    call: lost ? { is: 'silent' } : call,
    looks,
    preimage: row.preimage ?? undefined,
    slowMode: row.slowMode === true,
    retryForSeconds,
    // What an old look did not show may be there by now.
    dispatchedAgoMs:
      pursuit.sentAgoMs + (looks.at(-1)?.askedMs ?? pursuit.begunAt) - pursuit.begunAt
  })
  const decision = decide('sent', row, { is: 'looked', outcome, sentAgoMs })
  if (decision.next !== 'sent') {
    const because = outcome.is === 'failed' ? outcome.because : 'evidence'
    await end(row, 'sent', decision, deps.reason(pursuit.reply), because, deps)
    return true
  }
  await tellNews(pursuit, decision, deps)
  const now = await deps.rows.find(row.id)
  if (now?.state !== 'sent') return true
  pursuit.row = now
  return false
}

async function tellNews(pursuit: Pursuit, decision: Decision, deps: Deps): Promise<void> {
  const { row } = pursuit
  const preimage = row.preimage === null ? decision.preimage : undefined
  const stuck = decision.stuck === true && !row.stuck
  if (preimage === undefined && !stuck) return
  const set = { ...(preimage === undefined ? {} : { preimage }), ...(stuck ? { stuck } : {}) }
  await note('payment.evidence', pursuit, set, deps)
  announce(row, decision, deps)
}
