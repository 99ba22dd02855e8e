// What the node shows of a payment's hash before it is sent, and what the call will need.
import type { Id } from '../core/ids.ts'
import type { Deps } from './deps.ts'
import type { PaymentRow } from './entity.ts'
import { paymentLabel } from './label.ts'

export type Preflight = {
  /** Somebody else has it at the node: it is pending there, or it is paid. */
  readonly foreign: 'pending_at_node' | 'paid_at_node' | undefined
  /** The node has it from us: the database is older than what it did, and sends nothing twice. */
  readonly own: boolean
  readonly watermark: number
  readonly slowMode: boolean
  readonly identity: string | undefined
}

/** One look, before `sent`. @throws when node or database do not answer */
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
    // With ours among them, what ends it is evidence, whoever else is at it.
    foreign: has('complete') ? 'paid_at_node' : has('pending') ? 'pending_at_node' : undefined,
    own,
    // Without rows, or with ours among them, there is nothing that has to be left out.
    watermark: own || attempts.length === 0 ? 0 : await node.watermark(),
    slowMode,
    identity
  }
}

/**
 * What is written down with `sent`. One that was called before belongs to a generation that the
 * database has forgotten: no fence holds it.
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

/** xpay is not to try for longer than the invoice lives, less what the last attempt takes. */
function retryFor(row: PaymentRow, { clock, retryForSeconds }: Deps): number {
  const left = Math.floor((row.invoiceExpiresAt.getTime() - clock.date().getTime()) / 1000) - 5
  return Math.max(1, Math.min(retryForSeconds, left))
}
