// One index named the balance in its condition, so that PostgreSQL wrote every index of `account`
// anew with each transfer, and that statement took three times as long.
import pg from 'pg'
import { test } from 'tap'
import { createDatabase } from '../harness/database.ts'
import { ask } from '../harness/sql.ts'

/** What each transfer changes, of the rows that it finds there. */
const CHANGED = ['balance_msat', 'seq']

test('no index of accounts looks at what a transfer changes', async t => {
  const url = await createDatabase(t)
  const indexes = await ask(url, "select indexdef from pg_indexes where tablename = 'account'")
  t.ok(indexes.length >= 4)
  const words = indexes.map(([text]) => String(text).split(/\W+/))
  t.same(
    words.filter(all => CHANGED.some(name => all.includes(name))),
    []
  )
})

test('such an update stays on its page', async t => {
  const client = new pg.Client(await createDatabase(t))
  await client.connect()
  t.teardown(async () => client.end())
  // Counted within the transaction that does it.
  await client.query('begin')
  await client.query(`
    insert into account (id, kind, name, balance_msat, seq)
    select gen_random_uuid(), 'user', '', 0, 0 from generate_series(1, 20)`)
  await client.query(`
    update account set balance_msat = balance_msat + 1, seq = seq + 1 where kind = 'user'`)
  const { rows } = await client.query(`
    select pg_stat_get_xact_tuples_updated('account'::regclass)::int as updated,
      pg_stat_get_xact_tuples_hot_updated('account'::regclass)::int as hot`)
  t.same(rows, [{ updated: 20, hot: 20 }])
})
