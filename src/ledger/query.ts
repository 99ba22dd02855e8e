// A read of part of the ledger's state: its statement, and how its rows enter the state.
import type { Id } from '../core/ids.ts'
import type { Statement } from '../db/statement.ts'
import type { LedgerState } from './apply.ts'

export type Rows = readonly (readonly unknown[])[]

/** A statement, and how its result enters the state. */
export type Query = {
  readonly statement: Statement
  readonly take: (state: LedgerState, rows: Rows, owners: Owners) => void
}

/** In whose stream an account's events are; null where nobody listens: they need not be written. */
export type Owners = Map<Id, Id | null>
