// A page of an account's history looked for the newest rows of each of its sides, debits and
// credits. Whoever pays by Lightning has a hold among the debits for each payment, and the row is
// its change: so each page read all holds that there ever were. The list of transfers did the same.
import { test } from 'tap'
import { HOUSE } from '../../src/core/ids.ts'
import { openOrm } from '../../src/db/orm.ts'
import { statement } from '../../src/ledger/read.ts'
import { TransferRow } from '../../src/transfer/entity.ts'
import { list } from '../../src/transfer/list.ts'
import { books } from '../harness/books.ts'

const TIMES = 20_000
/** Of 60 000 entries, for a page of 50. */
const ENOUGH = 2_000

/** Each time a payment, as its hold and its change, and a transfer that comes in. */
const HISTORY = `
  insert into entry (id, debit_account, credit_account, amount_msat, kind, subject,
    debit_seq, credit_seq, debit_balance_after, credit_balance_after)
  select gen_random_uuid(), debit, credit, 1, kind, md5(subject || n)::uuid, debit_seq, credit_seq, 1, 1
  from generate_series(1, ${TIMES}) n cross join lateral (values
    ($1::uuid, '${HOUSE.claims}'::uuid, 'hold', 'paid', 3 * n - 2, null),
    ('${HOUSE.claims}', $1, 'change', 'paid', null, 3 * n - 1),
    ('${HOUSE.claims}', $1, 'transfer', 'came', null, 3 * n))
    e(debit, credit, kind, subject, debit_seq, credit_seq)`

const TRANSFERS = `
  insert into transfer (id, from_account, to_account, state, amount_msat)
  select subject, $2, $1, 'settled', 1 from entry where kind = 'transfer'`

test('a page of a long history reads little more than its rows', async t => {
  const { url, user, sql } = await books(t)
  const [payer, friend] = [await user(), await user()]
  await sql(HISTORY, [payer])
  await sql(TRANSFERS, [payer, friend])
  await sql('update account set seq = $2 where id = $1', [payer, 3 * TIMES])
  const orm = await openOrm({ url, entities: [TransferRow], poolMax: 1 })
  const { em } = orm
  t.teardown(async () => orm.close())
  const read = async (): Promise<number> => {
    await em.execute('select pg_stat_force_next_flush()')
    const count = `select idx_tup_fetch::int as n from pg_stat_user_tables where relname = 'entry'`
    const [row] = await em.execute<{ n: number }[]>(count)
    return row?.n ?? 0
  }
  const page = { limit: 50, cursor: undefined }
  const pages = {
    'its newest page': async () => statement(em, payer, undefined, page),
    'a later page': async () => statement(em, payer, undefined, { ...page, cursor: '50000' }),
    'its transfers': async () => list(em, payer, page),
    'earlier transfers': async () => list(em, payer, { ...page, cursor: '50000' })
  }
  for (const [name, turn] of Object.entries(pages)) {
    const before = await read()
    t.equal((await turn()).data.length, 50, name)
    const count = (await read()) - before
    t.ok(count < ENOUGH, `${name} reads ${count} entries`)
  }
})

test('what is far back is found, and all of it', async t => {
  const { url, user, sql } = await books(t)
  const payer = await user()
  await sql(HISTORY, [payer])
  await sql('update account set seq = $2 where id = $1', [payer, 3 * TIMES])
  const first = `entry where credit_seq <= 30 and credit_account = $1 and kind = 'transfer'`
  await sql(`alter table entry disable trigger entry_append_only`)
  await sql(`update entry set kind = 'return' where id in (select id from ${first})`, [payer])
  const orm = await openOrm({ url, entities: [], poolMax: 1 })
  t.teardown(async () => orm.close())
  const seen: string[] = []
  for (let cursor: string | undefined, more = true; more;) {
    const got = await statement(orm.em, payer, 'refund', { limit: 4, cursor })
    seen.push(...got.data.map(row => row.id))
    cursor = got.nextCursor
    more = cursor !== undefined
  }
  t.equal(new Set(seen).size, 10)
  t.equal(seen.length, 10)
})
