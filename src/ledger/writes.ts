// Writes a batch: one statement per table and set of columns, for any number of units.
import type { Booked, IdempotencyKey, LedgerState } from './apply.ts'
import { array } from './array.ts'
import { writeBudgets } from './write-budgets.ts'
import { int8s, texts, uuids } from './binary-array.ts'
import { statement, type Statement } from '../db/statement.ts'
import type { Owners } from './query.ts'
import { STORE_EVENTS } from './store-events.ts'
import { TABLES, TABLE_ORDER } from './tables.ts'
import type { GuardTable, AccountEvent } from './unit.ts'
import { newId, type Id } from '../core/ids.ts'
import type { OwningRow } from './unit.ts'

/** `state` is the state after all units. Rows come before entries: no row refers to an entry. */
export function writes(
  batch: Id,
  state: LedgerState,
  events: readonly AccountEvent[] = [],
  owners: Owners = new Map()
): readonly Statement[] {
  const { entries } = state
  return [
    statement('insert into batch (id) values ($1)', batch),
    ...shapes(state.rows.values()).map(shape =>
      shape.write === 'insert' ? insert(shape) : update(shape)
    ),
    ...insertKeys([...state.keys.values()].filter(key => key.fresh)),
    ...insertEntries(entries),
    ...updateAccounts(state, entries),
    ...writeBudgets(state.budgets),
    ...insertEvents(events, owners)
  ]
}

type Shape = {
  readonly table: GuardTable
  readonly write: OwningRow['write']
  readonly columns: readonly string[]
  readonly rows: OwningRow[]
}

/** Rows of a table that set the same columns share a statement. */
function shapes(rows: Iterable<OwningRow>): readonly Shape[] {
  const found = new Map<string, Shape>()
  for (const row of rows) {
    const { table, write, set } = row
    const columns = Object.keys(set)
    if (write === 'nothing' || columns.length === 0) continue
    const name = `${table} ${write} ${columns.join()}`
    const shape = found.get(name)
    if (shape) shape.rows.push(row)
    else found.set(name, { table, write, columns, rows: [row] })
  }
  return [...found.values()].sort((a, b) => place(a) - place(b))
}

const place = ({ table, write }: Shape): number =>
  2 * TABLE_ORDER.indexOf(table) + (write === 'insert' ? 1 : 0)

function insert(shape: Shape): Statement {
  const { table, columns } = shape
  const names = ['id', ...columns].join(', ')
  return statement(
    `insert into ${table} (${names}) select * from ${unnest(table, columns)}`,
    ...values(shape)
  )
}

function update(shape: Shape): Statement {
  const { table, columns } = shape
  const sets = columns.map(name => `${name} = u.${name}`).join(', ')
  return statement(
    `update ${table} set ${sets}
     from ${unnest(table, columns)} u(${['id', ...columns].join(', ')}) where ${table}.id = u.id`,
    ...values(shape)
  )
}

function unnest(table: GuardTable, columns: readonly string[]): string {
  const types = ['uuid', ...columns.map(name => TABLES[table].columns[name] ?? 'text')]
  return `unnest(${types.map((type, i) => `$${i + 1}::${type}[]`).join(', ')})`
}

const values = ({ table, columns, rows }: Shape): readonly (Buffer | string)[] => [
  uuids(rows.map(row => row.id)),
  ...columns.map(name =>
    array(
      TABLES[table].columns[name] ?? 'text',
      rows.map(row => row.set[name] ?? null)
    )
  )
]

function insertKeys(keys: readonly IdempotencyKey[]): readonly Statement[] {
  if (keys.length === 0) return []
  return [
    statement(
      `insert into idempotency (key, fingerprint, resource)
       select * from unnest($1::uuid[], $2::uuid[], $3::uuid[])`,
      uuids(keys.map(k => k.key)),
      uuids(keys.map(k => k.fingerprint)),
      uuids(keys.map(k => k.resource))
    )
  ]
}

function insertEntries(entries: readonly Booked[]): readonly Statement[] {
  if (entries.length === 0) return []
  return [
    statement(
      `insert into entry (id, debit_account, credit_account, amount_msat, kind, subject,
         debit_seq, credit_seq, debit_balance_after, credit_balance_after)
       select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int8[], $5::text[], $6::uuid[],
         $7::int8[], $8::int8[], $9::int8[], $10::int8[])`,
      uuids(entries.map(e => e.id)),
      uuids(entries.map(e => e.debit)),
      uuids(entries.map(e => e.credit)),
      int8s(entries.map(e => e.amountMsat)),
      texts(entries.map(e => e.kind)),
      uuids(entries.map(e => e.subject)),
      int8s(entries.map(e => e.debitAfter.seq)),
      int8s(entries.map(e => e.creditAfter.seq)),
      int8s(entries.map(e => e.debitAfter.balanceMsat)),
      int8s(entries.map(e => e.creditAfter.balanceMsat))
    )
  ]
}

function updateAccounts(state: LedgerState, entries: readonly Booked[]): readonly Statement[] {
  const ids = new Set<Id>()
  for (const { debit, credit, debitAfter, creditAfter } of entries) {
    if (debitAfter.seq !== null) ids.add(debit)
    if (creditAfter.seq !== null) ids.add(credit)
  }
  if (ids.size === 0) return []
  const after = [...ids].map(id => state.accounts.get(id))
  return [
    statement(
      `update account set balance_msat = u.balance_msat, seq = u.seq
       from unnest($1::uuid[], $2::int8[], $3::int8[]) u(id, balance_msat, seq)
       where account.id = u.id`,
      uuids([...ids]),
      int8s(after.map(a => a?.balanceMsat ?? null)),
      int8s(after.map(a => a?.seq ?? null))
    )
  ]
}

/** Events of accounts that may have listeners; whether they do is decided by the table. */
function insertEvents(events: readonly AccountEvent[], owners: Owners): readonly Statement[] {
  if (events.length === 0) return []
  return [
    statement(
      `with news as (
         select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[])
           u(id, account, owner, type, subject)), ${STORE_EVENTS}`,
      uuids(events.map(() => newId())),
      uuids(events.map(n => n.account)),
      uuids(events.map(n => owners.get(n.account) ?? null)),
      texts(events.map(n => n.type)),
      uuids(events.map(n => n.subject))
    )
  ]
}
