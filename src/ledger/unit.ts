// A unit: what a caller hands to the committer, as plain data; applied completely or refused
// completely.
import type { Id } from '../core/ids.ts'
import type { Msat } from '../core/msat.ts'

/**
 * - hold: user → held, before anything is sent
 * - settle, surcharge, change: end the hold of a paid payment (held → lightning, → surcharges, rest
 *   → user)
 * - release: the whole hold back to the user
 * - refund: house → user, of what was paid for a purchase
 * - loss: house → lightning, what a node sent above the hold (safe-payer.md 3.3, 7 b); house →
 *   where a deposit came in, what was credited and is gone there since, and back if it reappears
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
  /** The payment, deposit, transfer … that the entry belongs to. */
  readonly subject: Id
}

/** In a timestamp column, the text `now` means the database's clock. */
export type Value = string | number | bigint | boolean | Date | null

/** The tables whose rows a unit may insert or update. Their states are defined by their rooms. */
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
  | 'approval'

/**
 * A row to insert (`from` null) or to update from the expected state. `set` uses the table's column
 * names; for a new row, all columns without a default.
 */
export type Guard = {
  readonly table: GuardTable
  readonly id: Id
  readonly from: string | null
  readonly set: Readonly<Record<string, Value>>
}

export type Claim =
  /**
   * One effect per key: `key` and `fingerprint` are digests (16 bytes as uuid), `resource` is what
   * a repeat is answered with.
   */
  | {
      readonly is: 'idempotency'
      readonly key: Id
      readonly fingerprint: Id
      readonly account: Id
      readonly resource: Id
    }
  /** At most one live or settled payment per hash. */
  | { readonly is: 'payment_hash'; readonly hash: string }
  /**
   * Claims a turn at the node for a held payment, counted among the payments in flight of all
   * gateways.
   */
  | { readonly is: 'turn'; readonly payment: Id; readonly room: InFlightClaim }
  /** Limits the sum that the account's root has held and sent, this payment included. */
  | {
      readonly is: 'sum'
      readonly account: Id
      readonly amountMsat: Msat
      readonly maxMsat: Msat
    }
  /** Counts the amount against the budget of the key that spends it, under `subject`. */
  | {
      readonly is: 'spend'
      readonly budget: Id
      readonly subject: Id
      readonly amountMsat: Msat
    }
  /** Ends a spending: the budgets that counted it keep `keptMsat`, the rest is given back. */
  | { readonly is: 'unspend'; readonly subject: Id; readonly keptMsat: Msat }

/** The most that may be in flight before one more is sent. */
export type InFlightClaim = {
  readonly calls: number
  readonly callsOfRoot: number
  /** Sum over all payments, this one included; null: unlimited. */
  readonly sumMsat: Msat | null
}

/** An event for listeners of the account; stored only if there are any. */
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

/** A unit that changes rows, and moves no money. */
export const rowsOnly = (...guards: readonly Guard[]): Unit => ({ entries: [], guards, claims: [] })

/** Why a unit was refused; nothing of it was written. */
export type Refused =
  | { readonly is: 'insufficient_balance'; readonly account: Id; readonly balanceMsat: Msat }
  | { readonly is: 'account_unknown'; readonly account: Id }
  /** `leftMsat` is left of the budget in its current period. */
  | { readonly is: 'budget_exceeded'; readonly budget: Id; readonly leftMsat: Msat }
  /** The key was claimed before, with this fingerprint, for this resource. */
  | { readonly is: 'key_taken'; readonly fingerprint: Id; readonly resource: Id }
  /** Another payment with this hash is in that state. */
  | { readonly is: 'hash_taken'; readonly state: 'held' | 'sent' | 'settled' }
  /** Too much is in flight; `busy`: another gateway is counting, so it is unknown right now. */
  | { readonly is: 'no_room'; readonly of: 'calls' | 'root' | 'sum' | 'busy' }
  /**
   * The row is not in the state that the guard expects (null: no such row; or, for a new row, it
   * exists already).
   */
  | {
      readonly is: 'state_differs'
      readonly table: GuardTable
      readonly id: Id
      readonly state: string | null
    }
  /**
   * A unique constraint of the database refused it: the safety net below the rules above
   * (`constraint` is its name).
   */
  | { readonly is: 'constraint'; readonly constraint: string }

export type Verdict =
  | { readonly is: 'committed' }
  | { readonly is: 'refused'; readonly why: Refused }

/** Resolves only when the outcome is certain: a COMMIT without an answer is looked up first. */
export type Commit = (unit: Unit) => Promise<Verdict>

/**
 * A row named by a guard, and what the batch writes to it: several guards of one row become one
 * write.
 */
export type OwningRow = {
  readonly table: GuardTable
  readonly id: Id
  readonly state: string
  readonly write: 'insert' | 'update' | 'nothing'
  readonly set: Readonly<Record<string, Value>>
}
