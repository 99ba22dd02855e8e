// What a caller hands to the committer: plain data, applied whole or refused whole.
import type { Id } from '../core/ids.ts'
import type { Msat } from '../core/msat.ts'

/**
 * - hold: user → held, before anything is sent
 * - settle, surcharge, change: what ends a hold of a paid
 *   payment (held → lightning, → surcharges, rest → user)
 * - release: the whole hold back to the user
 * - refund: house → user, of what was paid for a purchase
 * - loss: house → lightning, what a node sent above the hold (safe-payer.md 3.3, 7 b); house →
 *   where a deposit came in, what was credited and is gone there since, and back if it is found
 */
export type EntryKind =
  | 'deposit'
  | 'suspense'
  | 'hold'
  | 'settle'
  | 'surcharge'
  | 'change'
  | 'release'
  | 'loss'
  | 'transfer'
  | 'claim'
  | 'return'
  | 'refund'
  | 'adjust'

/** Moves `amountMsat` (above 0) from the debited to the credited account. */
export type Entry = {
  readonly id: Id
  readonly debit: Id
  readonly credit: Id
  readonly amountMsat: Msat
  readonly kind: EntryKind
  /** The payment, deposit, transfer … that owns it. */
  readonly subject: Id
}

/** In a column of time the text `now` is the database's own clock. */
export type Value = string | number | bigint | boolean | Date | null

/**
 * The tables whose rows a unit may make or move on. What their states mean is their rooms' affair.
 */
export type GuardTable =
  | 'payment'
  | 'purchase'
  | 'refund'
  | 'deposit'
  | 'transfer'
  | 'receipt'
  | 'deposit_cursor'
  | 'deposit_look'
  | 'deposit_payment'
  | 'adjustment'
  | 'outgoing'
  | 'sweep_cursor'
  | 'sweep_booking'
  | 'operation'

/**
 * A row made (`from` null) or moved on from the state that the caller expects.
 * `set` has column names of the table; for a new row all that have no default.
 */
export type Guard = {
  readonly table: GuardTable
  readonly id: Id
  readonly from: string | null
  readonly set: Readonly<Record<string, Value>>
}

export type Claim =
  /**
   * One effect per key: `key` and `fingerprint` are digests
   * (16 bytes as uuid), `resource` what a repeat is shown.
   */
  | {
      readonly is: 'idempotency'
      readonly key: Id
      readonly fingerprint: Id
      readonly account: Id
      readonly resource: Id
    }
  /** One live-or-settled payment per hash. */
  | { readonly is: 'payment_hash'; readonly hash: string }
  /** A turn at the node for a payment that is held, among what all gateways have out. */
  | { readonly is: 'turn'; readonly payment: Id; readonly room: InFlightClaim }
  /** What the root of the account has held and sent together, this one included. */
  | {
      readonly is: 'sum'
      readonly account: Id
      readonly amountMsat: Msat
      readonly maxMsat: Msat
    }
  /** Of what goes out with `subject`, counted by the budget of the key that asked for it. */
  | {
      readonly is: 'spend'
      readonly budget: Id
      readonly subject: Id
      readonly amountMsat: Msat
    }
  /** It has ended: all budgets that counted it count what was kept of it, the rest comes back. */
  | { readonly is: 'unspend'; readonly subject: Id; readonly keptMsat: Msat }

/** How much may be out before one more goes. */
export type InFlightClaim = {
  readonly calls: number
  readonly callsOfRoot: number
  /** Of all, this one included; null: any sum. */
  readonly sumMsat: Msat | null
}

/** What is told of it to whoever listens for the account; kept only where somebody does. */
export type AccountEvent = {
  readonly account: Id
  readonly type:
    | ('deposit.settled' | 'payment.succeeded' | 'payment.failed' | 'purchase.paid')
    | ('purchase.failed' | 'transfer.received' | 'transfer.returned')
  /** The deposit, payment, purchase or transfer. */
  readonly subject: Id
}

export type Unit = {
  readonly entries: readonly Entry[]
  readonly guards: readonly Guard[]
  readonly claims: readonly Claim[]
  readonly outbox?: readonly AccountEvent[]
}

/** Why a unit was refused; nothing of it was written. */
export type Refused =
  | { readonly is: 'insufficient_balance'; readonly account: Id; readonly balanceMsat: Msat }
  | { readonly is: 'account_unknown'; readonly account: Id }
  /** So much is left of the budget in its period. */
  | { readonly is: 'budget_exceeded'; readonly budget: Id; readonly leftMsat: Msat }
  /** The key was claimed before, with this fingerprint, for this resource. */
  | { readonly is: 'key_taken'; readonly fingerprint: Id; readonly resource: Id }
  /** A payment with this hash stands in that state. */
  | { readonly is: 'hash_taken'; readonly state: 'held' | 'sent' | 'settled' }
  /** Too much is out; `busy`: another gateway is counting, so nobody knows right now. */
  | { readonly is: 'no_room'; readonly of: 'calls' | 'root' | 'sum' | 'busy' }
  /**
   * The row is not in the state that the guard expects (null:
   * there is no such row; or, for a new row, there is one).
   */
  | {
      readonly is: 'state_differs'
      readonly table: GuardTable
      readonly id: Id
      readonly state: string | null
    }
  /**
   * A unique constraint of the database refused it: the
   * net under the rules above (`constraint` is its name).
   */
  | { readonly is: 'constraint'; readonly constraint: string }

export type Verdict =
  { readonly is: 'committed' } | { readonly is: 'refused'; readonly why: Refused }

/** Resolves only when the outcome is certain: a COMMIT without an answer is looked up first. */
export type Commit = (unit: Unit) => Promise<Verdict>
