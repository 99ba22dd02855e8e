import { test } from 'tap'
import pg from 'pg'
import { migrate } from '../../src/db/migrate.ts'
import { openOrm } from '../../src/db/orm.ts'
import { transaction } from '../../src/db/transaction.ts'
import { TABLES } from '../../src/ledger/tables.ts'
import { createDatabase } from '../harness/database.ts'

const TYPES: Readonly<Record<string, string>> = {
  uuid: 'uuid',
  text: 'text',
  integer: 'int4',
  bigint: 'int8',
  boolean: 'bool',
  'timestamp with time zone': 'timestamptz',
  jsonb: 'jsonb'
}

/** Columns that the committer does not write. */
const NOT_WRITTEN: Readonly<Record<string, string>> = {
  'approval.told_at': 'that the owner was asked, outside of the books',
  'payment.root': 'a trigger makes it, from the account',
  'deposit_look.rings': 'a doorbell counts it, outside of the books',
  'deposit_look.looked_rings': 'who polls has heard so many',
  'deposit_look.next_at': 'when the next poll is due',
  'payment.node_started_ms': 'of the version before, which may run on this database again'
}

test("the committer's list of tables is what the migrations make", async t => {
  const url = await createDatabase(t)
  const orm = await openOrm({ url, entities: [] })
  t.teardown(async () => orm.close())
  for (const [table, { columns }] of Object.entries(TABLES)) {
    const rows = await orm.em.execute<{ column_name: string; data_type: string }[]>(
      `select column_name, data_type from information_schema.columns
       where table_name = ? and column_name <> 'id' order by ordinal_position`,
      [table]
    )
    const written = rows.filter(row => !(`${table}.${row.column_name}` in NOT_WRITTEN))
    const made = Object.fromEntries(written.map(row => [row.column_name, TYPES[row.data_type]]))
    t.same(columns, made, table)
  }
})

test('several gateways that start at once migrate one after another', async t => {
  const url = await createDatabase(t)
  const admin = new pg.Client(url)
  await admin.connect()
  await admin.query('drop schema public cascade; create schema public')
  await admin.end()
  await Promise.all([migrate(url), migrate(url), migrate(url)])
  const orm = await openOrm({ url, entities: [] })
  t.teardown(async () => orm.close())
  const [row] = await orm.em.execute<{ n: string }[]>(`select count(*)::text as n from account`)
  t.equal(row?.n, '9', 'the house accounts are made once')
})

test('a transaction that lost a race is run again, one that is wrong is not', async t => {
  const url = await createDatabase(t)
  const orm = await openOrm({ url, entities: [] })
  t.teardown(async () => orm.close())
  for (const [code, times] of [
    ['40001', 3],
    ['22012', 1]
  ] as const) {
    let tries = 0
    const work = transaction(orm.em, async em => {
      if (++tries < 3)
        await em.execute(`do $$ begin raise exception 'x' using errcode = '${code}'; end $$`)
      return tries
    })
    if (code === '40001') t.equal(await work, 3)
    else await t.rejects(work, { code })
    t.equal(tries, times)
  }
})
