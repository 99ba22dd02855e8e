// The rules of the ledger, pure: what a unit does to the balances, keys and rows that the batch has
// locked, or why it is refused.
import { HOUSE, type Id } from '../core/ids.ts'
import { msat, type Msat } from '../core/msat.ts'
import {
  advanceBudgets,
  blankBudgets,
  spend,
  unspend,
  type Budgets,
  type Counted
} from './budgets.ts'
import { blankInFlight, follow, claimSum, claimTurn, type InFlight } from './in-flight.ts'
import { TABLES } from './tables.ts'
import type { Claim, Entry, Guard, GuardTable, Refused, Unit, OwningRow } from './unit.ts'

/** For user and held accounts; house accounts have neither. */
export type Balance = { readonly balanceMsat: Msat; readonly seq: bigint }

export type IdempotencyKey = {
  readonly key: Id
  readonly fingerprint: Id
  readonly resource: Id
  /** Claimed by a unit of this batch. */
  readonly fresh: boolean
}

type Side = Balance | { readonly balanceMsat: null; readonly seq: null }

/** An entry with its position in each account's chain, and the balance after it. */
export type Booked = Entry & { readonly debitAfter: Side; readonly creditAfter: Side }

/** The state read under the locks, as changed by the units applied so far. */
export type LedgerState = {
  readonly accounts: Map<Id, Balance>
  readonly keys: Map<Id, IdempotencyKey>
  /**
   * Payment hash → the payment that claimed it; whether the claim still holds depends on that row's
   * state.
   */
  readonly hashes: Map<string, Id>
  readonly rows: Map<string, OwningRow>
  /** Read only if a unit claims a turn or a sum. */
  readonly inFlight: InFlight
  /** Budgets of the keys that spend, or whose spendings end, with what they have counted. */
  readonly budgets: Budgets
  /** Entries of the units so far; duplicate ids are left to the table's constraint. */
  readonly entries: Booked[]
}

/** Changes of one unit, in order; a later one for the same account or row replaces the earlier. */
export type Changes = {
  readonly accounts: { readonly id: Id; readonly balance: Balance }[]
  readonly keys: IdempotencyKey[]
  readonly hashes: { readonly hash: string; readonly payment: Id }[]
  readonly rows: OwningRow[]
  readonly counted: Counted[]
  readonly entries: Booked[]
}

export const blankState = (): LedgerState => ({
  accounts: new Map(),
  keys: new Map(),
  hashes: new Map(),
  rows: new Map(),
  inFlight: blankInFlight(),
  budgets: blankBudgets(),
  entries: []
})

export const rowKey = (table: GuardTable, id: Id): string => `${table} ${id}`

/**
 * Reads `state` without changing it: `advance` makes the changes visible to the units that follow.
 */
export function apply(
  state: LedgerState,
  unit: Unit
): { readonly is: 'ok'; readonly changes: Changes } | Refused {
  const changes: Changes = {
    accounts: [],
    keys: [],
    hashes: [],
    rows: [],
    counted: [],
    entries: []
  }
  const refused =
    firstOf(unit.claims, claim => claimed(state, changes, claim)) ??
    firstOf(unit.guards, guard => moved(state, changes, guard)) ??
    firstOf(unit.entries, entry => booked(state, changes, entry))
  return refused ?? { is: 'ok', changes }
}

export function advance(state: LedgerState, changes: Changes): void {
  for (const { id, balance } of changes.accounts) state.accounts.set(id, balance)
  for (const key of changes.keys) state.keys.set(key.key, key)
  for (const { hash, payment } of changes.hashes) state.hashes.set(hash, payment)
  for (const row of changes.rows) {
    state.rows.set(rowKey(row.table, row.id), row)
    if (row.table === 'payment') follow(state.inFlight, row)
  }
  advanceBudgets(state.budgets, changes.counted)
  state.entries.push(...changes.entries)
}

function firstOf<T>(
  items: readonly T[],
  step: (item: T) => Refused | undefined
): Refused | undefined {
  for (const item of items) {
    const refused = step(item)
    if (refused) return refused
  }
  return undefined
}

function claimed(state: LedgerState, changes: Changes, claim: Claim): Refused | undefined {
  switch (claim.is) {
    case 'idempotency': {
      const { key, fingerprint, resource, account } = claim
      // The account's lock guarantees that the look-up of its keys is complete.
      if (!state.accounts.has(account)) return { is: 'account_unknown', account }
      const taken = changes.keys.find(one => one.key === key) ?? state.keys.get(key)
      if (taken)
        return { is: 'key_taken', fingerprint: taken.fingerprint, resource: taken.resource }
      changes.keys.push({ key, fingerprint, resource, fresh: true })
      return undefined
    }
    case 'payment_hash': {
      const payment = state.hashes.get(claim.hash)
      const stands = payment && state.rows.get(rowKey('payment', payment))?.state
      return stands === 'held' || stands === 'sent' || stands === 'settled'
        ? { is: 'hash_taken', state: stands }
        : undefined
    }
    case 'turn': {
      const stands = state.rows.get(rowKey('payment', claim.payment))?.state
      // If it is sent or has ended, the guard refuses it.
      return stands === 'held' ? claimTurn(state.inFlight, claim) : undefined
    }
    case 'sum':
      return claimSum(state.inFlight, claim)
    case 'spend':
      return spend(state.budgets, changes.counted, claim)
    case 'unspend':
      unspend(state.budgets, changes.counted, claim)
      return undefined
    default:
      return claim satisfies never
  }
}

function moved(state: LedgerState, changes: Changes, guard: Guard): Refused | undefined {
  const { table, id, from, set } = guard
  const row =
    changes.rows.findLast(one => one.id === id && one.table === table) ??
    state.rows.get(rowKey(table, id))
  if ((row?.state ?? null) !== from)
    return { is: 'state_differs', table, id, state: row?.state ?? null }
  const state_ = set[TABLES[table].state] ?? from
  changes.rows.push({
    table,
    id,
    state: String(state_),
    write: row === undefined || row.write === 'insert' ? 'insert' : 'update',
    set: row === undefined ? set : { ...row.set, ...set }
  })
  if (table === 'payment' && typeof set['payment_hash'] === 'string')
    changes.hashes.push({ hash: set['payment_hash'], payment: id })
  return undefined
}

function booked(state: LedgerState, changes: Changes, entry: Entry): Refused | undefined {
  const { debit, credit, amountMsat } = entry
  for (const account of [debit, credit])
    if (!HOUSES.has(account) && !state.accounts.has(account))
      return { is: 'account_unknown', account }
  const before = latest(state, changes, debit)
  if (before && before.balanceMsat < amountMsat)
    return {
      is: 'insufficient_balance',
      account: debit,
      balanceMsat: state.accounts.get(debit)?.balanceMsat ?? before.balanceMsat
    }
  const debitAfter = next(state, changes, debit, 0n - amountMsat)
  const creditAfter = next(state, changes, credit, amountMsat)
  changes.entries.push({ ...entry, debitAfter, creditAfter })
  return undefined
}

const HOUSES: ReadonlySet<Id> = new Set(Object.values(HOUSE))

/** Appends one entry to the account's chain, with the balance after it. */
function next(state: LedgerState, changes: Changes, account: Id, change: bigint): Side {
  const before = latest(state, changes, account)
  if (!before) return { balanceMsat: null, seq: null }
  const after = { balanceMsat: msat(before.balanceMsat + change), seq: before.seq + 1n }
  changes.accounts.push({ id: account, balance: after })
  return after
}

const latest = (state: LedgerState, changes: Changes, account: Id): Balance | undefined =>
  changes.accounts.findLast(one => one.id === account)?.balance ?? state.accounts.get(account)
