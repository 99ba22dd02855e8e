// The payer's dependencies: those passed in by compose, and those that the room makes of them.
import type { Clock } from '../core/clock.ts'
import { coalesce } from '../core/coalesce.ts'
import type { Id } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import type { Step } from '../core/step.ts'
import type { Commit } from '../ledger/unit.ts'
import type { Lightning, PayReply } from '../lightning/port.ts'
import type { Outcome } from '../core/outcome.ts'
import type { Evidence } from '../lightning/evidence.ts'
import type { CloseLayer } from './fence/close-layer.ts'
import type { PaymentRow } from './entity.ts'
import { ownerLookup, type Owners } from './queue/owners.ts'
import type { Generations } from './fence/generations.ts'
import type { PaymentRows } from './rows.ts'
import type { Reason } from './unit.ts'
import type { FairQueue } from './queue/fair-queue.ts'
import { paymentUpdates, type Updates } from './resolve/updates.ts'

export type Deps = {
  readonly commit: Commit
  readonly rows: PaymentRows
  readonly node: Lightning
  readonly nodeId: string
  readonly turns: FairQueue
  readonly owners: Owners
  /** Makes the fair queue read again what all gateways have in flight. */
  readonly lookAtTurns: () => Promise<void>
  readonly updates: Updates
  /** Passed in, so that only the node's room says `failed`. */
  readonly conclude: (evidence: Evidence) => Outcome
  readonly generations: Generations
  readonly closeLayer: CloseLayer
  /** What to tell the owner about a failed payment; chooses words, never an outcome. */
  readonly reason: (reply: PayReply | undefined) => Reason
  readonly retryForSeconds: number
  /**
   * Why outgoing payments are frozen, if they are; asked often, so the answer may be some seconds
   * old.
   */
  readonly frozen: () => Promise<string | undefined>
  readonly clock: Clock
  readonly newId: () => Id
  readonly step: Step
  readonly log: Log
  /** Notifies the owner of an event of this payment. */
  readonly tell: (payment: PaymentRow) => void
  /** Aborts when the process shuts down: work in progress goes on at the next start. */
  readonly stop: AbortSignal
}

export type Given = Omit<Deps, 'updates' | 'owners' | 'lookAtTurns'>

/** The rest of the dependencies, made from those given. */
export function derivedDeps(given: Given): Omit<Deps, keyof Given> {
  const { turns, rows, clock } = given
  const known = ownerLookup(async account => rows.owner(account), clock.now)
  const look = coalesce(async () => {
    const waiting = await Promise.all(turns.roots().map(root => known.of(root)))
    await turns.look(() => rows.inFlight(), waiting)
  })
  return {
    updates: paymentUpdates(given),
    owners: known,
    lookAtTurns: () => look([])
  }
}
