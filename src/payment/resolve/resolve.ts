// Resolves a sent payment: asks the node until there is evidence of its end, for ever if need be
// (safe-payer.md 3.3, 7).
import { defined } from '../../core/defined.ts'
import { DEADLINE_OVER } from '../../core/with-deadline.ts'
import { rowsOnly, type Value } from '../../ledger/unit.ts'
import type { Call } from '../../lightning/evidence.ts'
import type { PayReply } from '../../lightning/port.ts'
import { decide, type Decision } from '../decide.ts'
import type { Deps } from '../deps.ts'
import type { Dispatched } from '../dispatch/dispatch.ts'
import { announce, applyDecision } from '../commit.ts'
import { type PaymentRow, paymentLabel } from '../entity.ts'
import { readEvidence } from './read-evidence.ts'
import { proveEnded } from './prove-ended.ts'
import { track, hasSeenNothing, type Tracker } from './tracker.ts'
import { PAID_BY_OTHERS, paymentGuard } from '../unit.ts'
import type { Line } from './updates.ts'

/**
 * After the answer, or after taking over; then every minute. One of the times is just after the
 * period for which looks must agree that rows failed (3.3 d 4), and after which a silent process is
 * considered dead.
 */
const LOOKS_AT_MS = [0, 20, 100, 300, 1_000, 2_000, 5_000, 10_050, 15_000, 30_000]
const THEN_EVERY_MS = 60_000
/** How early a timer may fire. */
const EARLY_MS = 5
/** While the node is unavailable looks cost nothing, and its news must not wait once it is back. */
const AWAY_EVERY_MS = 5_000
/**
 * A call in flight for this long makes room for others, and its rows are read without its answer.
 */
const SLOW_AFTER_MS = 15_000

/** Invalid params: of xpay's parameters, only the layer can be unknown to it. */
const UNKNOWN_LAYER = -32602

/** @returns whether it is known to have ended */
export async function resolveSent(
  row: PaymentRow,
  sent: Dispatched | undefined,
  deps: Deps
): Promise<boolean> {
  const tracker = await track(row, sent, deps)
  if (row.nodeId !== null && row.nodeId !== deps.nodeId) {
    // What another node shows, or does not show, says nothing about it (3.3, 7 f).
    if (!row.stuck) await flagStuck(row, deps)
    return false
  }
  const line = deps.updates.line(row.paymentHash)
  try {
    return await pursue(tracker, line, sent, deps)
  } finally {
    line.leave()
  }
}

async function pursue(
  tracker: Tracker,
  line: Line,
  sent: Dispatched | undefined,
  deps: Deps
): Promise<boolean> {
  const { clock, stop } = deps
  let call = sent?.call
  let since = clock.now()
  let pause = call === undefined ? 0 : SLOW_AFTER_MS
  for (;;) {
    // Before the first look no update is needed: most calls are answered before it.
    const rest = tracker.looks.length === 0 ? clock.sleep : line.pause
    const reply = await either(call, signal => rest(pause, signal), stop)
    if (reply !== undefined) {
      call = undefined
      pause = 0
      since = clock.now()
      // After an error, parts may still be in flight: the turn is kept until the payment ends.
      if (reply.is === 'success') sent?.turn.done()
      await record(tracker, reply, deps)
    } else if (stop.aborted) {
      return false
    } else {
      if (call !== undefined) sent?.turn.slow()
      // A change may be the last one: start over, since agreeing looks follow quickly.
      if (await readEvidence(tracker, deps)) since = clock.now()
      if (call === undefined) await noticeLoss(tracker, deps)
      pause = call === undefined ? untilNext(clock.now() - since) : THEN_EVERY_MS
      if (tracker.away) pause = Math.min(pause, AWAY_EVERY_MS)
    }
    if (await conclude(tracker, deps)) return true
    if (await proveEnded(tracker, deps)) {
      since = clock.now()
      pause = 0
    }
    if (call !== undefined && isGivenUp(tracker)) sent?.giveUp()
  }
}

/** A look that was triggered early does not delay the scheduled ones. */
function untilNext(elapsedMs: number): number {
  const next = LOOKS_AT_MS.find(at => at > elapsedMs + EARLY_MS)
  return next === undefined ? THEN_EVERY_MS : next - elapsedMs
}

/** The answer; undefined once the pause is over. */
async function either(
  call: Promise<PayReply> | undefined,
  rest: (signal: AbortSignal) => Promise<void>,
  stop: AbortSignal
): Promise<PayReply | undefined> {
  const answered = new AbortController()
  const over = rest(AbortSignal.any([stop, answered.signal])).then(() => undefined)
  if (call === undefined) return over
  return Promise.race([call, over]).finally(() => answered.abort(DEADLINE_OVER))
}

/**
 * Another process made the call: as long as that process is alive, it may still read the answer.
 * This process would have the call here.
 */
async function noticeLoss(tracker: Tracker, deps: Deps): Promise<void> {
  const { generation } = tracker.row
  if (tracker.call.is !== 'open') return
  if (generation !== null) {
    if (await deps.generations.isElsewhere(generation)) return
    await deps.generations.end(generation)
  }
  tracker.call = { is: 'lost', fencedMs: undefined }
}

/**
 * Time may start a fence, but never ends a payment: a call that is still open without any row when
 * the payment is stuck, or that an operator names, is abandoned, and is then lost.
 */
const isGivenUp = (tracker: Tracker): boolean =>
  tracker.row.fenceAsked || (tracker.row.stuck && hasSeenNothing(tracker))

/**
 * An error proves nothing by itself, but that there was an answer counts (3.3 d 2): stored to
 * survive a restart.
 */
async function record(tracker: Tracker, reply: PayReply, deps: Deps): Promise<void> {
  const { generation } = tracker.row
  tracker.call = callOf(reply)
  tracker.reply = reply
  if (reply.is === 'lost') {
    const what = 'the answer to a payment’s call is lost: proof alone ends it'
    deps.log.warn({ payment: tracker.row.id, why: reply.why }, what)
  }
  // A restarted askrene has lost the layer; no call with it would find a route.
  const over = reply.is === 'lost' || (reply.is === 'refused' && reply.code === UNKNOWN_LAYER)
  if (over && generation !== null) await deps.generations.end(generation)
  if (reply.is !== 'refused') return
  const message = reply.message.slice(0, 500)
  const set = { replied_at: 'now', reply_code: reply.code, reply_message: message }
  await note('payment.reply', tracker, set, deps)
}

/** No code may decide anything (safe-payer.md 3.4), so codes are dropped here. */
function callOf(reply: PayReply): Call {
  switch (reply.is) {
    case 'success':
    case 'unsent':
      return reply
    case 'refused':
      return { is: 'refused', flushedMs: undefined }
    case 'lost':
      return { is: 'lost', fencedMs: undefined }
    default:
      return reply satisfies never
  }
}

/** Stores what is known now; the payment stays sent. */
async function note(
  step: 'payment.reply' | 'payment.evidence',
  { row }: Pick<Tracker, 'row'>,
  set: Readonly<Record<string, Value>>,
  deps: Deps
): Promise<void> {
  const unit = rowsOnly(paymentGuard(row.id, 'sent', { ...set, state: 'sent' }))
  await deps.step(step, () => deps.commit(unit))
}

/** true once the payment has ended. */
async function conclude(tracker: Tracker, deps: Deps): Promise<boolean> {
  const { row, call, looks, unfenced } = tracker
  const outcome = deps.conclude({
    paymentHash: row.paymentHash,
    label: paymentLabel(row),
    call,
    looks,
    preimage: row.preimage ?? undefined,
    slowMode: row.slowMode === true
  })
  const sentAgoMs = deps.clock.now() - tracker.sentAtMs
  const decision = decide('sent', row, { is: 'looked', outcome, sentAgoMs, unfenced })
  if (decision.next !== 'sent') {
    const paidByOthers = outcome.is === 'failed' && outcome.paidByOthers
    const because = outcome.is === 'failed' ? outcome.because : 'evidence'
    const reason = paidByOthers ? PAID_BY_OTHERS : deps.reason(tracker.reply)
    await applyDecision(row, 'sent', decision, reason, because, deps)
    return true
  }
  await tellNews(tracker, decision, deps)
  const now = await deps.rows.find(row.id)
  if (now?.state === 'held') throw new Error('the database has forgotten that it was sent')
  if (now?.state !== 'sent') return true
  tracker.row = { ...now, nodeIdentity: now.nodeIdentity ?? row.nodeIdentity }
  return false
}

async function tellNews(tracker: Tracker, decision: Decision, deps: Deps): Promise<void> {
  const { row } = tracker
  const preimage = row.preimage === null ? decision.preimage : undefined
  const stuck = decision.stuck === true && !row.stuck
  if (preimage === undefined && !stuck) return
  const set = defined({ preimage, stuck: stuck || undefined })
  await note('payment.evidence', tracker, set, deps)
  announce(row, decision, deps)
}

/** Alerts an operator; the end is retried nevertheless. */
export async function flagStuck(row: PaymentRow, deps: Deps): Promise<void> {
  if (row.state === 'sent') await note('payment.evidence', { row }, { stuck: true }, deps)
  announce(row, { then: [{ is: 'alarm', what: 'stuck' }] }, deps)
}
