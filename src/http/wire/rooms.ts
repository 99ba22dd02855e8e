// The routes' dependencies: the rooms, as compose hands them over.
import type { Accounts } from '../../account/accounts.ts'
import type { Keys } from '../../account/keys.ts'
import type { ApprovablePayments, ApprovablePurchases } from '../../approval/with-approval.ts'
import type { Claimed, Key } from '../../core/idempotency.ts'
import type { Id } from '../../core/ids.ts'
import type { Deposits } from '../../deposit/deposits.ts'
import type { LAppCard as Card } from '../../lapps/open-lapp.ts'
import type { ReadStatement } from '../../ledger/read.ts'
import type { Stream } from '../../notify/stream.ts'
import type { Webhooks } from '../../notify/webhooks.ts'
import type { Healths } from '../../purchase/health.ts'
import type { Transfers } from '../../transfer/transfers.ts'

/** A LApp's entry in the catalogue: its manifest, and the forms of its input and output. */
export type LAppCard = Pick<Card, 'id' | 'manifest' | 'input' | 'output' | 'status' | 'tier'>

export type Rooms = {
  readonly accounts: Accounts
  readonly keys: Keys
  /** For requests that move no money: the rooms that do claim the key themselves. */
  readonly claimKey: (account: Id, key: Key) => Promise<Claimed>
  /** Transfers its balance to its owner and revokes its keys. */
  readonly closeAccount: (account: Id, owner: Id) => Promise<void>
  readonly deposits: Pick<Deposits, 'open' | 'find' | 'list' | 'methods' | 'shown' | 'policyOf'>
  readonly payments: ApprovablePayments
  readonly transfers: Pick<Transfers, 'send' | 'batch' | 'cancel' | 'find' | 'list'>
  readonly purchases: ApprovablePurchases
  readonly webhooks: Webhooks
  readonly events: Pick<Stream, 'follow'>
  readonly catalogue: readonly LAppCard[]
  readonly health: Pick<Healths, 'of'>
  /**
   * Offers to link an account with the person who created the code; only if there is a bot to ask
   * them.
   */
  readonly join?: ((code: string, account: Id) => Promise<void>) | undefined
  readonly statement: ReadStatement
}
