// Validates a unit before it joins a batch: one that no database could apply is its caller's bug,
// and must not affect the other units.
import assert from 'node:assert/strict'
import { TABLES, type SqlType } from './tables.ts'
import type { Claim, Entry, Guard, Unit, Value } from './unit.ts'

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** @throws {assert.AssertionError} naming the violation. */
export function checkUnit({ entries, guards, claims, outbox = [] }: Unit): void {
  const ids: Ids = []
  for (const entry of entries) checkEntry(entry, ids)
  for (const guard of guards) checkGuard(guard, ids)
  for (const claim of claims) checkClaim(claim, ids)
  for (const { account, subject } of outbox) {
    checkId(account, ids)
    checkId(subject, ids)
  }
}

/** Ids that are known to be valid: most occur several times in a unit. */
type Ids = string[]

function checkEntry(entry: Entry, ids: Ids): void {
  checkId(entry.id, ids)
  checkId(entry.debit, ids)
  checkId(entry.credit, ids)
  checkId(entry.subject, ids)
  assert(entry.debit !== entry.credit, 'an entry moves from one account to another')
  assert(entry.amountMsat > 0n && isInt8(entry.amountMsat), 'an entry moves something')
}

function checkGuard({ table, id, from, set }: Guard, ids: Ids): void {
  checkId(id, ids)
  const { columns, state } = TABLES[table]
  assert(from !== null || Object.hasOwn(set, state), `a new ${table} has a ${state}`)
  for (const name of Object.keys(set))
    if (!Object.hasOwn(columns, name) || !fits(columns[name], set[name], ids))
      assert.fail(`${table}.${name}`)
}

/** Whether the column's type accepts the value; PostgreSQL text cannot contain NUL. */
function fits(type: SqlType | undefined, value: Value | undefined, ids: Ids): boolean {
  if (value === null) return true
  switch (type) {
    case 'uuid':
      return typeof value === 'string' && isId(value, ids)
    case 'text':
    case 'jsonb':
      return typeof value === 'string' && !value.includes('\0')
    case 'int8':
      return typeof value === 'bigint' ? isInt8(value) : isWhole(value)
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

const isInt8 = (value: bigint): boolean => BigInt.asIntN(64, value) === value
const isWhole = (value: Value | undefined): boolean => Number.isSafeInteger(value)

function checkClaim(claim: Claim, ids: Ids): void {
  if (claim.is === 'payment_hash') {
    assert(/^[0-9a-f]{64}$/.test(claim.hash), 'a payment hash')
    return
  }
  if (claim.is === 'turn') {
    checkId(claim.payment, ids)
    return
  }
  if (claim.is === 'sum') {
    checkId(claim.account, ids)
    return
  }
  if (claim.is === 'spend') {
    checkId(claim.budget, ids)
    assert(claim.amountMsat > 0n && isInt8(claim.amountMsat), 'a budget counts something')
  }
  if (claim.is === 'spend' || claim.is === 'unspend') {
    checkId(claim.subject, ids)
    return
  }
  checkId(claim.key, ids)
  checkId(claim.fingerprint, ids)
  checkId(claim.account, ids)
  checkId(claim.resource, ids)
}

function checkId(id: string, ids: Ids): void {
  assert(isId(id, ids), 'a uuid in lower case with dashes')
}

function isId(id: string, ids: Ids): boolean {
  if (ids.includes(id)) return true
  const good = ID.test(id)
  if (good) ids.push(id)
  return good
}
