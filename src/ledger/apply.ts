// The rules of the ledger, pure: what a unit does to the
// balances, keys and rows that the batch has locked, or why not.
import { HOUSE, type Id } from '../core/ids.ts'
import { msat, type Msat } from '../core/msat.ts'
import { TABLES } from './tables.ts'
import type { Claim, Entry, Guard, GuardTable, Refused, Unit, Value } from './unit.ts'

/** Of a user or held account; house accounts have neither. */
export type Balance = { readonly balanceMsat: Msat; readonly seq: bigint }

export type Key = { readonly key: Id; readonly fingerprint: Id; readonly resource: Id }

/**
 * A row that a guard names, and what the batch writes
 * of it: several guards of one row become one write.
 */
export type Row = {
  readonly table: GuardTable
  readonly id: Id
  readonly state: string
  readonly write: 'insert' | 'update' | 'nothing'
  readonly set: Readonly<Record<string, Value>>
}

type Side = Balance | { readonly balanceMsat: null; readonly seq: null }

/** An entry with its place in the chain of each account, and the balance after it. */
export type Booked = Entry & { readonly debitAfter: Side; readonly creditAfter: Side }

/** What was read under the locks, and what the units applied so far have made of it. */
export type State = {
  readonly accounts: Map<Id, Balance>
  readonly keys: Map<Id, Key>
  /** Payment hash → the payment that has it; whether that stands is its row's state. */
  readonly hashes: Map<string, Id>
  readonly rows: Map<string, Row>
  readonly entries: Map<Id, Booked>
}

export type Changes = {
  readonly [K in keyof State]: ReadonlyMap<KeyOf<State[K]>, ValueOf<State[K]>>
}
type KeyOf<M> = M extends Map<infer K, unknown> ? K : never
type ValueOf<M> = M extends Map<unknown, infer V> ? V : never

export const blank = (): State => ({
  accounts: new Map(),
  keys: new Map(),
  hashes: new Map(),
  rows: new Map(),
  entries: new Map()
})

export const rowKey = (table: GuardTable, id: Id): string => `${table} ${id}`

/**
 * Looks at `state` and leaves it alone: `advance` is
 * what makes the changes seen by the units behind.
 */
export function apply(
  state: State,
  unit: Unit
): { readonly is: 'ok'; readonly changes: Changes } | Refused {
  const changes = blank()
  const refused =
    firstOf(unit.claims, claim => claimed(state, changes, claim)) ??
    firstOf(unit.guards, guard => moved(state, changes, guard)) ??
    firstOf(unit.entries, entry => booked(state, changes, entry))
  return refused ?? { is: 'ok', changes }
}

export function advance(state: State, changes: Changes): void {
  changes.accounts.forEach((v, k) => state.accounts.set(k, v))
  changes.keys.forEach((v, k) => state.keys.set(k, v))
  changes.hashes.forEach((v, k) => state.hashes.set(k, v))
  changes.rows.forEach((v, k) => state.rows.set(k, v))
  changes.entries.forEach((v, k) => state.entries.set(k, v))
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

function claimed(state: State, changes: State, claim: Claim): Refused | undefined {
  switch (claim.is) {
    case 'idempotency': {
      const { key, fingerprint, resource, account } = claim
      // The account's lock is what makes the look-up of its keys complete.
      if (!state.accounts.has(account)) return { is: 'account_unknown', account }
      const taken = changes.keys.get(key) ?? state.keys.get(key)
      if (taken)
        return { is: 'key_taken', fingerprint: taken.fingerprint, resource: taken.resource }
      changes.keys.set(key, { key, fingerprint, resource })
      return undefined
    }
    case 'payment_hash': {
      const payment = state.hashes.get(claim.hash)
      const stands = payment && state.rows.get(rowKey('payment', payment))?.state
      return stands === 'held' || stands === 'sent' || stands === 'settled'
        ? { is: 'hash_taken', state: stands }
        : undefined
    }
    default:
      return claim satisfies never
  }
}

function moved(state: State, changes: State, guard: Guard): Refused | undefined {
  const { table, id, from, set } = guard
  const key = rowKey(table, id)
  const row = changes.rows.get(key) ?? state.rows.get(key)
  if ((row?.state ?? null) !== from)
    return { is: 'state_differs', table, id, state: row?.state ?? null }
  const state_ = set[TABLES[table].state] ?? from
  changes.rows.set(key, {
    table,
    id,
    state: String(state_),
    write: row === undefined || row.write === 'insert' ? 'insert' : 'update',
    set: { ...row?.set, ...set }
  })
  if (table === 'payment' && typeof set['payment_hash'] === 'string')
    changes.hashes.set(set['payment_hash'], id)
  return undefined
}

function booked(state: State, changes: State, entry: Entry): Refused | undefined {
  if (state.entries.has(entry.id) || changes.entries.has(entry.id))
    return { is: 'constraint', constraint: 'entry_pkey' }
  const { debit, credit, amountMsat } = entry
  for (const account of [debit, credit])
    if (!HOUSES.has(account) && !state.accounts.has(account))
      return { is: 'account_unknown', account }
  const before = changes.accounts.get(debit) ?? state.accounts.get(debit)
  if (before && before.balanceMsat < amountMsat)
    return {
      is: 'insufficient_balance',
      account: debit,
      balanceMsat: state.accounts.get(debit)?.balanceMsat ?? before.balanceMsat
    }
  const debitAfter = next(state, changes, debit, 0n - amountMsat)
  const creditAfter = next(state, changes, credit, amountMsat)
  changes.entries.set(entry.id, { ...entry, debitAfter, creditAfter })
  return undefined
}

const HOUSES: ReadonlySet<Id> = new Set(Object.values(HOUSE))

/** The account's next link: one more entry, and the balance after it. */
function next(state: State, changes: State, account: Id, change: bigint): Side {
  const before = changes.accounts.get(account) ?? state.accounts.get(account)
  if (!before) return { balanceMsat: null, seq: null }
  const after = { balanceMsat: msat(before.balanceMsat + change), seq: before.seq + 1n }
  changes.accounts.set(account, after)
  return after
}
