// A unit that no database could apply is a mistake of its
// maker: it is stopped before it can trouble a batch of others.
import assert from 'node:assert/strict'
import { TABLES } from './tables.ts'
import type { Claim, Entry, Guard, Unit, Value } from './unit.ts'

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** @throws {assert.AssertionError} saying what is wrong with it. */
export function checkUnit(unit: Unit): void {
  unit.entries.forEach(checkEntry)
  unit.guards.forEach(checkGuard)
  unit.claims.forEach(checkClaim)
}

function checkEntry(entry: Entry): void {
  checkIds(entry.id, entry.debit, entry.credit, entry.subject)
  assert(entry.debit !== entry.credit, 'an entry moves from one account to another')
  assert(entry.amountMsat > 0n && entry.amountMsat < 1n << 63n, 'an entry moves something')
}

function checkGuard({ table, id, from, set }: Guard): void {
  checkIds(id)
  const { columns, state } = TABLES[table]
  for (const name of Object.keys(set)) assert(Object.hasOwn(columns, name), `${table}.${name}`)
  assert(from !== null || Object.hasOwn(set, state), `a new ${table} has a ${state}`)
  for (const [name, value] of Object.entries(set)) assert(isStorable(value), `${table}.${name}`)
}

/** PostgreSQL has no text with NUL in it. */
const isStorable = (value: Value): boolean =>
  typeof value === 'string'
    ? !value.includes('\0')
    : typeof value === 'number'
      ? Number.isSafeInteger(value)
      : !(value instanceof Date) || !Number.isNaN(value.getTime())

function checkClaim(claim: Claim): void {
  if (claim.is === 'idempotency')
    checkIds(claim.key, claim.fingerprint, claim.account, claim.resource)
  else assert(/^[0-9a-f]{64}$/.test(claim.hash), 'a payment hash')
}

function checkIds(...ids: readonly string[]): void {
  for (const id of ids) assert(ID.test(id), 'a uuid in lower case with dashes')
}
