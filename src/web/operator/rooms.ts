// The dependencies of the operator's page, as `app` hands them over: only reads, besides the
// freeze.
import type { Id } from '../../core/ids.ts'
import type { Violation } from '../../ledger/audit.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import type { WebhookRow } from '../../notify/entity.ts'
import type { Holds } from '../../observe/holds.ts'
import type { Solvency } from '../../observe/solvency.ts'
import type { PaymentRow } from '../../payment/entity.ts'
import type { Healths } from '../../purchase/health.ts'
import type { Keys } from '../../account/keys.ts'

export type OperatorRooms = {
  readonly standing: () => Promise<Solvency>
  /** Money that others hold for us: deposits received by BTCPay, a charge server or a wallet. */
  readonly elsewhereMsat: () => Promise<bigint>
  readonly ready: () => Promise<{
    readonly missing: readonly string[]
    readonly warnings: readonly string[]
  }>
  readonly versions: Readonly<Record<string, string>>
  readonly holds: () => Promise<readonly Holds[]>
  readonly stuck: () => Promise<readonly PaymentRow[]>
  readonly payment: (id: Id) => Promise<PaymentRow | undefined>
  /** What the node shows of it now. */
  readonly atNode: (row: PaymentRow) => Promise<object>
  readonly suspended: () => Promise<
    readonly {
      readonly id: Id
      readonly amountMsat: bigint
      readonly label: string
      readonly paymentHash: string
      readonly paidAt: Date
    }[]
  >
  readonly failing: () => Promise<readonly WebhookRow[]>
  readonly operations: () => Promise<
    readonly {
      readonly what: string
      readonly operator: string
      readonly reason: string
      readonly at: Date
    }[]
  >
  readonly audit: () => Promise<readonly Violation[]>
  readonly outgoing: () => Promise<
    { readonly frozen: boolean; readonly reason: string; readonly since: string } | undefined
  >
  readonly setFrozen: (
    frozen: boolean,
    word: { readonly by: string; readonly reason: string }
  ) => Promise<void>
}

export type Operating = {
  readonly operator: OperatorRooms
  readonly catalogue: readonly LAppCard[]
  readonly health: Pick<Healths, 'of'>
  readonly keys: Pick<Keys, 'find'>
  readonly now: () => Date
}
