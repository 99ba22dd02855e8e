// Locks and reads what a batch needs before its units are applied, in one order that every process
// keeps.
import { isHouse, type Id } from '../core/ids.ts'
import { msat } from '../core/msat.ts'
import { rowKey, type LedgerState } from './apply.ts'
import type { Query, Rows } from './query.ts'
import { readBudgets } from './read-budgets.ts'
import { readInFlight } from './read-in-flight.ts'
import { texts, uuids } from './binary-array.ts'
import { statement } from '../db/statement.ts'
import { TABLES, TABLE_ORDER } from './tables.ts'
import type { GuardTable, Unit } from './unit.ts'

/**
 * Accounts first. Each later statement has a snapshot of its own: a batch that waited for an
 * account sees the keys, rows and hashes committed by those it waited for. Duplicate ids are
 * harmless to the database; a Set to remove them would cost memory in V8.
 */
export function reads(units: readonly Unit[]): readonly Query[] {
  const accounts: Id[] = []
  const keys: Id[] = []
  const hashes: string[] = []
  const rows: Partial<Record<GuardTable, Id[]>> = {}
  const turns: Id[] = []
  const payers: Id[] = []
  const budgets: Id[] = []
  const spent: Id[] = []
  for (const { entries, guards, claims } of units) {
    for (const { debit, credit } of entries) accounts.push(debit, credit)
    for (const { table, id } of guards) (rows[table] ??= []).push(id)
    for (const claim of claims) {
      if (claim.is === 'payment_hash') hashes.push(claim.hash)
      else if (claim.is === 'turn') turns.push(claim.payment)
      else if (claim.is === 'sum') payers.push(claim.account)
      else if (claim.is === 'spend') budgets.push(claim.budget)
      else if (claim.is === 'unspend') spent.push(claim.subject)
      else {
        keys.push(claim.key)
        accounts.push(claim.account)
      }
    }
  }
  const owned = accounts.filter(id => !isHouse(id))
  return [
    ...readInFlight(turns, payers),
    ...(owned.length > 0 ? [readAccounts(owned)] : []),
    ...TABLE_ORDER.flatMap(table => readRows(table, rows[table] ?? [])),
    ...readBudgets(budgets, spent),
    ...(keys.length > 0 ? [readKeys(keys)] : []),
    ...(hashes.length > 0 ? [readHashes(hashes)] : [])
  ]
}

const readAccounts = (ids: readonly Id[]): Query => ({
  statement: statement(
    `select id, balance_msat, seq, case when heard then coalesce(parent, id) end from account
     where id = any($1::uuid[]) and kind <> 'house' order by id for no key update`,
    uuids(ids)
  ),
  take: ({ accounts }, rows, owners) => {
    for (const [id, balance, seq, owner] of rows as readonly AccountRow[]) {
      accounts.set(id, { balanceMsat: msat(BigInt(balance)), seq: BigInt(seq) })
      owners.set(id, owner)
    }
  }
})

type AccountRow = readonly [id: Id, balance: string, seq: string, owner: Id | null]

function readRows(table: GuardTable, ids: readonly Id[]): readonly Query[] {
  if (ids.length === 0) return []
  const text = `select id, ${TABLES[table].state}::text from ${table}
     where id = any($1::uuid[]) order by id for no key update`
  const take = (state: LedgerState, rows: Rows): void => {
    for (const [id, is] of rows as readonly (readonly [Id, string])[]) addRow(state, table, id, is)
  }
  return [{ statement: statement(text, uuids(ids)), take }]
}

/**
 * In all partitions, also those of the weeks to come, where an empty index answers at once: a key
 * that came while the database's clock was ahead is there.
 */
const readKeys = (keys: readonly Id[]): Query => ({
  statement: statement(
    `select i.key, i.fingerprint, i.resource from unnest($1::uuid[]) k(key)
     cross join lateral (select * from idempotency where key = k.key limit 1) i`,
    uuids(keys)
  ),
  take: (state, rows) => {
    for (const [key, fingerprint, resource] of rows as readonly (readonly [Id, Id, Id])[])
      state.keys.set(key, { key, fingerprint, resource, fresh: false })
  }
})

const readHashes = (hashes: readonly string[]): Query => ({
  statement: statement(
    `select p.payment_hash, p.id, p.state from unnest($1::text[]) h(hash)
     cross join lateral (select * from payment where payment_hash = h.hash
       and state in ('held', 'sent', 'settled') limit 1) p`,
    texts(hashes)
  ),
  take: (state, rows) => {
    for (const [hash, id, is] of rows as readonly (readonly [string, Id, string])[]) {
      state.hashes.set(hash, id)
      addRow(state, 'payment', id, is)
    }
  }
})

function addRow({ rows }: LedgerState, table: GuardTable, id: Id, state: string): void {
  rows.set(rowKey(table, id), { table, id, state, write: 'nothing', set: {} })
}
