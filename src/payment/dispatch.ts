// From held to sent: waits for its turn, looks once at the
// node, commits the point of no return, and only then calls.
import { show } from '../core/ids.ts'
import { within } from '../core/within.ts'
import type { Claim, Verdict } from '../ledger/unit.ts'
import type { PayReply } from '../lightning/port.ts'
import { decide, type Withdrawal } from './decide.ts'
import { counted } from './counted.ts'
import type { Deps } from './deps.ts'
import { end } from './end.ts'
import type { PaymentRow } from './entity.ts'
import type { Turn } from './turns.ts'
import { unitOf } from './unit.ts'

export type Dispatched = {
  readonly row: PaymentRow
  readonly call: Promise<PayReply>
  readonly turn: Turn
}

/**
 * How long a payment waits for its turn, and for a node
 * that does not answer, before the money is given back.
 */
const QUEUE_MS = 120_000
/** Seconds of the invoice's life that must be left when it is sent. */
const EXPIRY_MARGIN_MS = 30_000
/**
 * A call is written this soon after `dispatched_at` or not at all: recovery's view of a
 * restart relies on it. The database takes that time when the transaction starts, so it is
 * reckoned from before the commit.
 */
export const WRITE_WITHIN_MS = 2_000

/** Opened by this process, or found in the database, which may be older than what the node did. */
export type Origin = 'opened' | 'found'

/** undefined: it was given back, or somebody else drives it, or the process is to stop. */
export async function dispatch(
  row: PaymentRow,
  origin: Origin,
  deps: Deps
): Promise<Dispatched | undefined> {
  const { clock, stop } = deps
  const life = row.invoiceExpiresAt.getTime() - clock.date().getTime() - EXPIRY_MARGIN_MS
  const late: Withdrawal = life < QUEUE_MS ? 'expired' : 'queued_too_long'
  const giveBack: GiveBack = (why = late) => withdraw(row, why, origin, deps)
  return within(clock, Math.min(QUEUE_MS, life), [stop], patience =>
    inTurn(row, patience, giveBack, deps)
  )
}

type GiveBack = (why?: Withdrawal) => Promise<undefined>

async function inTurn(
  row: PaymentRow,
  patience: AbortSignal,
  giveBack: GiveBack,
  deps: Deps
): Promise<Dispatched | undefined> {
  const { turns, stop } = deps
  const owner = await deps.owners.of(row.account)
  const wish = { owner, amountMsat: row.amountMsat, declared: row.holds }
  for (;;) {
    const turn = await turns.take(row.id, wish, patience)
    if (turn === undefined) return stop.aborted ? undefined : giveBack()
    const sent = await send(row, turn, patience, giveBack, deps).catch((error: unknown) => {
      turn.done()
      throw error
    })
    if (typeof sent === 'object') return sent
    turn.done()
    if (sent === undefined) return undefined
    // Another gateway was faster: with what it has out now, the line begins anew.
    await deps.lookAtTurns()
  }
}

async function send(
  row: PaymentRow,
  turn: Turn,
  patience: AbortSignal,
  giveBack: GiveBack,
  deps: Deps
): Promise<Dispatched | 'no_room' | undefined> {
  const seen = await look(row, patience, deps)
  if (seen === undefined) return deps.stop.aborted ? undefined : giveBack()
  if (seen.foreign) return giveBack('hash_taken_at_node')
  const begunAt = deps.clock.now()
  const set = sending(seen, deps)
  const claim: Claim = { is: 'turn', payment: row.id, room: turn.room }
  const verdict = await commitSent(row, set, [claim], deps)
  if (verdict.is === 'refused') return verdict.why.is === 'no_room' ? 'no_room' : undefined
  deps.log.debug({ payment: row.id, paymentHash: row.paymentHash }, 'a payment is sent')
  const sent: PaymentRow = {
    ...row,
    state: 'sent',
    retryFor: set.retry_for,
    slowMode: set.slow_mode,
    watermark: BigInt(set.watermark),
    nodeStartedMs: set.node_started_ms
  }
  return {
    row: sent,
    call: seen.own
      ? Promise.resolve({ is: 'silent', why: 'it was called before' })
      : deps.step('payment.call', () => callNode(sent, begunAt, deps)),
    turn
  }
}

const sending = (seen: Seen, { nodeId, retryForSeconds }: Deps) => ({
  dispatched_at: 'now',
  leased_at: 'now',
  node_id: nodeId,
  retry_for: retryForSeconds,
  slow_mode: seen.slowMode,
  watermark: seen.watermark,
  node_started_ms: seen.nodeStartedMs
})

/** Refused for another reason than room: somebody else drives it. */
async function commitSent(
  row: PaymentRow,
  set: ReturnType<typeof sending>,
  claims: readonly Claim[],
  deps: Deps
): Promise<Verdict> {
  const decision = decide('held', row, { is: 'turn' })
  const unit = unitOf({ payment: row, newId: deps.newId }, 'held', decision, set)
  return counted('payment.sent', { ...unit, claims }, deps)
}

function callNode(row: PaymentRow, begunAt: number, deps: Deps): Promise<PayReply> {
  if (deps.clock.now() - begunAt > WRITE_WITHIN_MS) {
    return Promise.resolve({ is: 'unsent', why: 'this process was held up before the call' })
  }
  return deps.node.pay({
    bolt11: row.bolt11,
    amountMsat: row.invoiceAmountless ? row.amountMsat : undefined,
    maxFeeMsat: row.maxFeeMsat,
    retryForSeconds: deps.retryForSeconds,
    label: labelOf(row)
  })
}

/**
 * The payment's id lives in the node too, so that the ledger can be rebuilt from the node's truth.
 */
export const labelOf = (row: PaymentRow): string =>
  `lapp:${show('pay', row.id)}:${show('acc', row.account)}`

type Seen = {
  /** The node has sent, or is sending, for somebody else. */
  readonly foreign: boolean
  /** The node has it from us: the database is older than what it did, and sends nothing twice. */
  readonly own: boolean
  readonly watermark: number
  readonly slowMode: boolean
  readonly nodeStartedMs: bigint | null
}

/**
 * Asks until the node answers; undefined when patience
 * is over. Nothing was sent, so waiting is free.
 */
async function look(row: PaymentRow, patience: AbortSignal, deps: Deps): Promise<Seen | undefined> {
  const { clock } = deps
  for (let pause = 100; !patience.aborted; pause = Math.min(2 * pause, 5_000)) {
    try {
      if ((await deps.frozen()) !== undefined) {
        await clock.sleep(pause, patience)
        continue
      }
      return await deps.step('payment.look', () => see(row, deps))
    } catch (error) {
      deps.log.warn({ payment: row.id, error }, 'node or database do not answer; the payment waits')
      await clock.sleep(pause, patience)
    }
  }
  return undefined
}

async function see(row: PaymentRow, { node }: Deps): Promise<Seen> {
  const [attempts, slowMode, startedAt] = await Promise.all([
    node.attempts(row.paymentHash),
    node.slowMode(),
    node.startedAt()
  ])
  const label = labelOf(row)
  const own = attempts.some(part => part.label === label)
  return {
    // With ours among them, what ends it is evidence, whoever else is at it.
    foreign: !own && attempts.some(part => part.status !== 'failed'),
    own,
    // Without rows, or with ours among them, there is nothing that has to be left out.
    watermark: own || attempts.length === 0 ? 0 : await node.watermark(),
    slowMode,
    nodeStartedMs: startedAt === undefined ? null : BigInt(Math.floor(startedAt))
  }
}

/**
 * Gives the money back, unless the node has the payment from us after all: a database that was
 * restored may have forgotten that, and invoices have mostly run out by then. Then it is sent,
 * and whoever takes it up next looks for its end. One that was found, with a node that says
 * nothing, stays held and is taken up again.
 */
async function withdraw(
  row: PaymentRow,
  why: Withdrawal,
  origin: Origin,
  deps: Deps
): Promise<undefined> {
  const seen =
    why === 'hash_taken_at_node'
      ? why
      : await deps.step('payment.look', () => see(row, deps)).catch(() => 'silent' as const)
  if (seen === 'silent' && origin === 'found') return
  if (typeof seen === 'object' && seen.own) {
    // The node has it, turn or no turn.
    await commitSent(row, sending(seen, deps), [], deps)
    return
  }
  await end(row, 'held', decide('held', row, { is: 'withdrawn', why }), WITHDRAWN[why], why, deps)
}

const WITHDRAWN: Record<Withdrawal, { readonly code: string; readonly detail: string }> = {
  expired: {
    code: 'expired',
    detail: 'The invoice ran out before it was sent; ask for a new one.'
  },
  queued_too_long: {
    code: 'timed_out',
    detail: 'The node had no room for it in time; nothing was sent. Try again.'
  },
  cancelled: { code: 'cancelled', detail: 'It was cancelled before it was sent.' },
  hash_taken_at_node: {
    code: 'node_error',
    detail: 'The node knows this invoice from elsewhere; nothing was sent from here.'
  }
}
