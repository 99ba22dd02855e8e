// The dependencies of buying, passed in by compose.
import type { Clock } from '../core/clock.ts'
import type { Id } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import type { Step } from '../core/step.ts'
import type { Wake } from '../core/wake.ts'
import type { LApps } from '../lapps/registry.ts'
import type { Commit } from '../ledger/unit.ts'
import type { FindClaim, Payments } from '../payment/payments.ts'
import type { PurchaseRows } from './rows.ts'
import type { Surcharge } from './surcharge.ts'

export type Deps = {
  readonly commit: Commit
  readonly payments: Payments
  readonly rows: PurchaseRows
  readonly lapps: Pick<LApps, 'find' | 'ask'>
  readonly findClaim: FindClaim
  /** Why outgoing payments are frozen, if they are. */
  readonly frozen: () => Promise<string | undefined>
  readonly surchargeOf: (lapp: string) => Surcharge
  readonly clock: Clock
  readonly newId: () => Id
  readonly step: Step
  readonly log: Log
  readonly stop: AbortSignal
  /** Rung by who writes an event beside the ledger. */
  readonly wake: Pick<Wake, 'ring'>
}
