// Marks a payment as sent: one look at the node's rows of its hash, then the commit that is the
// point of no return.
import type { Id } from '../../core/ids.ts'
import type { Claim, Verdict } from '../../ledger/unit.ts'
import { decide } from '../decide.ts'
import type { Deps } from '../deps.ts'
import { type PaymentRow, paymentLabel } from '../entity.ts'
import { unitOf } from '../unit.ts'

export type Preflight = {
  /** Another payer has it at the node: it is pending there, or paid. */
  readonly foreign: 'pending_at_node' | 'paid_at_node' | undefined
  /** The node has it from us: the database is older than its rows, and nothing is sent twice. */
  readonly own: boolean
  readonly watermark: number
  readonly slowMode: boolean
  readonly identity: string | undefined
}

/** One look, before `sent`. @throws if node or database do not answer */
export async function preflight(row: PaymentRow, { node }: Deps): Promise<Preflight> {
  const [attempts, slowMode, identity] = await Promise.all([
    node.attempts(row.paymentHash),
    node.slowMode(),
    node.identity()
  ])
  const label = paymentLabel(row)
  const own = attempts.some(part => part.label === label)
  const has = (status: string): boolean => !own && attempts.some(part => part.status === status)
  return {
    // If rows of ours are among them, evidence decides the end, whoever else is paying it.
    foreign: has('complete') ? 'paid_at_node' : has('pending') ? 'pending_at_node' : undefined,
    own,
    // Without rows, or with ours among them, there is nothing to exclude.
    watermark: own || attempts.length === 0 ? 0 : await node.watermark(),
    slowMode,
    identity
  }
}

/**
 * The columns written with `sent`. A payment that was called before belongs to a generation that
 * the database has forgotten: no fence covers it.
 */
export async function sending(row: PaymentRow, preflight: Preflight, deps: Deps) {
  const { own, identity } = preflight
  const generation: Id | null = own ? null : await deps.generations.current(identity)
  return {
    dispatched_at: 'now',
    leased_at: 'now',
    node_id: deps.nodeId,
    node_identity: identity ?? null,
    generation,
    retry_for: retryFor(row, deps),
    slow_mode: preflight.slowMode,
    watermark: preflight.watermark
  } as const
}

/**
 * The point of no return: from here on only evidence ends the payment. If refused for a reason
 * other than room, another process drives the payment, or it has ended.
 */
export async function commitSent(
  row: PaymentRow,
  set: Awaited<ReturnType<typeof sending>>,
  claims: readonly Claim[],
  deps: Deps
): Promise<Verdict> {
  const decision = decide('held', row, { is: 'turn' })
  const unit = unitOf({ payment: row, newId: deps.newId }, 'held', decision, set)
  return deps.step('payment.sent', () => deps.commit({ ...unit, claims }))
}

/** xpay must not retry beyond the invoice's expiry, less the duration of the last attempt. */
function retryFor(row: PaymentRow, { clock, retryForSeconds }: Deps): number {
  const left = Math.floor((row.invoiceExpiresAt.getTime() - clock.date().getTime()) / 1000) - 5
  return Math.max(1, Math.min(retryForSeconds, left))
}
