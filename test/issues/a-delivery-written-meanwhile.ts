// What a LApp delivered is kept, whatever another process writes to the purchase meanwhile.
import pg from 'pg'
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { purchaseRows } from '../../src/purchase/rows.ts'
import { books } from '../harness/books.ts'
import { hold, payment } from '../ledger/harness/units.ts'

test('a delivery that waits for another to write the purchase is kept', async t => {
  const { em, sql, user, commit, url } = await books(t)
  const account = await user(50_000_000)
  const paid = payment(account)
  t.match(await commit(hold(paid)), { is: 'committed' })
  const id = newId()
  await sql(
    `insert into purchase (id, account, lapp, lapp_version, state, order_key, input, payment,
       delivery, asked_at, deliver_at)
     values ($1, $2, 'shop', '1', 'ordered', 'key', '{}', $3, 'waiting', now(), now())`,
    [id, account, paid.id]
  )
  const other = new pg.Client(url)
  await other.connect()
  t.teardown(async () => other.end())
  await other.query('begin')
  await other.query(`update purchase set deliver_at = now() + interval '6 hours' where id = $1`, [
    id
  ])
  const rows = purchaseRows(em)
  const done = rows.delivered(id, { code: '7' })
  const waiting = `select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`
  while ((await sql(waiting)).length === 0) await sql('select pg_sleep(0.02)')
  await other.query('commit')
  await done
  t.match(await rows.find(id), { delivery: 'ready', output: { code: '7' } })
})
