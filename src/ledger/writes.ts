// What a batch writes: one statement per table and shape, however many units.
import { type Booked, type Row, type State } from './apply.ts'
import { arrayLiteral, idArray } from './array-literal.ts'
import { statement, type Statement } from './statement.ts'
import { TABLES, TABLE_ORDER } from './tables.ts'
import type { GuardTable, News } from './unit.ts'
import { newId, type Id } from '../core/ids.ts'
import type { Changes } from './apply.ts'

/**
 * `state` after all units; `applied` says which of it is
 * theirs. Rows before entries: none refers to an entry.
 */
export function writes(
  batch: Id,
  state: State,
  applied: readonly Changes[],
  news: readonly News[] = []
): readonly Statement[] {
  const own = touched(applied)
  const rows = own.rows.map(key => state.rows.get(key)).filter(row => row !== undefined)
  return [
    statement('insert into batch (id) values ($1)', batch),
    ...TABLE_ORDER.flatMap(table => [
      ...shapes(rows, table, 'update').map(update),
      ...shapes(rows, table, 'insert').map(insert)
    ]),
    ...insertKeys(state, own.keys),
    ...insertEntries(applied.flatMap(changes => [...changes.entries.values()])),
    ...updateAccounts(state, own.accounts),
    ...insertNews(news)
  ]
}

function touched(applied: readonly Changes[]) {
  const unique = <K>(of: (changes: Changes) => Iterable<K>): readonly K[] => [
    ...new Set(applied.flatMap(changes => [...of(changes)]))
  ]
  return {
    accounts: unique(changes => changes.accounts.keys()),
    keys: unique(changes => changes.keys.keys()),
    rows: unique(changes => changes.rows.keys())
  }
}

type Shape = { readonly table: GuardTable; readonly columns: readonly string[]; rows: Row[] }

/** Rows of a table that set the same columns share a statement. */
function shapes(rows: readonly Row[], table: GuardTable, write: Row['write']): readonly Shape[] {
  const found = new Map<string, Shape>()
  for (const row of rows) {
    if (row.table !== table || row.write !== write) continue
    const columns = Object.keys(row.set).sort()
    if (columns.length === 0) continue
    const name = columns.join()
    const shape = found.get(name)
    if (shape) shape.rows.push(row)
    else found.set(name, { table, columns, rows: [row] })
  }
  return [...found.values()]
}

function insert({ table, columns, rows }: Shape): Statement {
  const names = ['id', ...columns].join(', ')
  return statement(
    `insert into ${table} (${names}) select * from ${unnest(table, columns)}`,
    ...values(columns, rows)
  )
}

function update({ table, columns, rows }: Shape): Statement {
  const sets = columns.map(name => `${name} = u.${name}`).join(', ')
  return statement(
    `update ${table} set ${sets}
     from ${unnest(table, columns)} u(${['id', ...columns].join(', ')}) where ${table}.id = u.id`,
    ...values(columns, rows)
  )
}

function unnest(table: GuardTable, columns: readonly string[]): string {
  const types = ['uuid', ...columns.map(name => TABLES[table].columns[name] ?? 'text')]
  return `unnest(${types.map((type, i) => `$${i + 1}::${type}[]`).join(', ')})`
}

const values = (columns: readonly string[], rows: readonly Row[]): readonly string[] => [
  idArray(rows.map(row => row.id)),
  ...columns.map(name => arrayLiteral(rows.map(row => row.set[name] ?? null)))
]

function insertKeys(state: State, ids: readonly Id[]): readonly Statement[] {
  const keys = ids.map(id => state.keys.get(id)).filter(key => key !== undefined)
  if (keys.length === 0) return []
  return [
    statement(
      `insert into idempotency (key, fingerprint, resource)
       select * from unnest($1::uuid[], $2::uuid[], $3::uuid[])`,
      idArray(keys.map(k => k.key)),
      idArray(keys.map(k => k.fingerprint)),
      idArray(keys.map(k => k.resource))
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
      idArray(entries.map(e => e.id)),
      idArray(entries.map(e => e.debit)),
      idArray(entries.map(e => e.credit)),
      arrayLiteral(entries.map(e => e.amountMsat)),
      arrayLiteral(entries.map(e => e.kind)),
      idArray(entries.map(e => e.subject)),
      arrayLiteral(entries.map(e => e.debitAfter.seq)),
      arrayLiteral(entries.map(e => e.creditAfter.seq)),
      arrayLiteral(entries.map(e => e.debitAfter.balanceMsat)),
      arrayLiteral(entries.map(e => e.creditAfter.balanceMsat))
    )
  ]
}

function updateAccounts(state: State, ids: readonly Id[]): readonly Statement[] {
  if (ids.length === 0) return []
  const after = ids.map(id => state.accounts.get(id))
  return [
    statement(
      `update account set balance_msat = u.balance_msat, seq = u.seq
       from unnest($1::uuid[], $2::int8[], $3::int8[]) u(id, balance_msat, seq)
       where account.id = u.id`,
      idArray(ids),
      arrayLiteral(after.map(a => a?.balanceMsat ?? null)),
      arrayLiteral(after.map(a => a?.seq ?? null))
    )
  ]
}

/** Of those that may be heard; whether somebody listens is the table's to say. */
function insertNews(news: readonly News[]): readonly Statement[] {
  if (news.length === 0) return []
  return [
    statement(
      `insert into outbox (id, account, type, subject)
       select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[]) u(id, account, type, subject)
       where exists (select from identity i where i.account = u.account)`,
      idArray(news.map(() => newId())),
      idArray(news.map(n => n.account)),
      arrayLiteral(news.map(n => n.type)),
      idArray(news.map(n => n.subject))
    )
  ]
}
