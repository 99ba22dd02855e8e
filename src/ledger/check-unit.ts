// A unit that no database could apply is a mistake of its
// maker: it is stopped before it can trouble a batch of others.
import assert from 'node:assert/strict'
import { TABLES, type SqlType } from './tables.ts'
import type { Claim, Entry, Guard, Unit, Value } from './unit.ts'

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** @throws {assert.AssertionError} saying what is wrong with it. */
export function checkUnit(unit: Unit): void {
  unit.entries.forEach(checkEntry)
  unit.guards.forEach(checkGuard)
  unit.claims.forEach(checkClaim)
  for (const { account, subject } of unit.outbox ?? []) {
    checkId(account)
    checkId(subject)
  }
}

function checkEntry(entry: Entry): void {
  checkId(entry.id)
  checkId(entry.debit)
  checkId(entry.credit)
  checkId(entry.subject)
  assert(entry.debit !== entry.credit, 'an entry moves from one account to another')
  assert(entry.amountMsat > 0n && fits('int8', entry.amountMsat), 'an entry moves something')
}

function checkGuard({ table, id, from, set }: Guard): void {
  checkId(id)
  const { columns, state } = TABLES[table]
  assert(from !== null || Object.hasOwn(set, state), `a new ${table} has a ${state}`)
  for (const [name, value] of Object.entries(set))
    assert(Object.hasOwn(columns, name) && fits(columns[name], value), `${table}.${name}`)
}

/** What the column takes; PostgreSQL has no text with NUL in it. */
function fits(type: SqlType | undefined, value: Value): boolean {
  if (value === null) return true
  switch (type) {
    case 'uuid':
      return typeof value === 'string' && ID.test(value)
    case 'text':
    case 'jsonb':
      return typeof value === 'string' && !value.includes('\0')
    case 'int8':
      return typeof value === 'bigint' ? BigInt.asIntN(64, value) === value : isWhole(value)
    case 'int4':
      return isWhole(value) && Math.abs(Number(value)) < 2 ** 31
    case 'bool':
      return typeof value === 'boolean'
    case 'timestamptz':
      return value === 'now' || (value instanceof Date && !Number.isNaN(value.getTime()))
    case undefined:
      return false
    default:
      return type satisfies never
  }
}

const isWhole = (value: Value): boolean => Number.isSafeInteger(value)

function checkClaim(claim: Claim): void {
  if (claim.is === 'payment_hash') {
    assert(/^[0-9a-f]{64}$/.test(claim.hash), 'a payment hash')
    return
  }
  checkId(claim.key)
  checkId(claim.fingerprint)
  checkId(claim.account)
  checkId(claim.resource)
}

const checkId = (id: string): void => {
  assert(ID.test(id), 'a uuid in lower case with dashes')
}
