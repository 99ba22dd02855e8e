// What the payer needs from outside, handed in by compose.
import type { Clock } from '../core/clock.ts'
import type { Id } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import type { Step } from '../core/step.ts'
import type { Commit } from '../ledger/unit.ts'
import type { Lightning, PayReply } from '../lightning/port.ts'
import type { Outcome } from '../core/outcome.ts'
import type { Evidence } from '../lightning/evidence.ts'
import type { CloseLayer } from './fence/close-layer.ts'
import type { PaymentRow } from './entity.ts'
import type { Owners } from './owners.ts'
import type { Generations } from './fence/generations.ts'
import type { PaymentRows } from './rows.ts'
import type { FairQueue } from './fair-queue.ts'
import type { Updates } from './updates.ts'

export type Deps = {
  readonly commit: Commit
  readonly rows: PaymentRows
  readonly node: Lightning
  readonly nodeId: string
  readonly turns: FairQueue
  readonly owners: Owners
  /** Has the turns look again at what all gateways have out. */
  readonly lookAtTurns: () => Promise<void>
  readonly updates: Updates
  /** Handed in, so that `failed` has one maker, in the room of the node. */
  readonly conclude: (evidence: Evidence) => Outcome
  readonly generations: Generations
  readonly closeLayer: CloseLayer
  /** What to tell the person about a payment that failed; chooses words, never an outcome. */
  readonly reason: (reply: PayReply | undefined) => {
    readonly code: string
    readonly detail: string
  }
  readonly retryForSeconds: number
  /** Why nothing that goes out is begun now, if so; asked often, so it may be some seconds old. */
  readonly frozen: () => Promise<string | undefined>
  readonly clock: Clock
  readonly newId: () => Id
  readonly step: Step
  readonly log: Log
  /** Something that its owner would want to know has happened to this payment. */
  readonly tell: (payment: PaymentRow) => void
  /** Aborts when the process is to end: whatever is under way goes on at the next start. */
  readonly stop: AbortSignal
}
