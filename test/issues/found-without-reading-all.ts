// What a large installation is asked for all the time read a whole table, or a whole list: the
// receipts without an owner every few seconds, and the deposit, payment or purchase of a hash as
// often as somebody waits for it. That took half a second of an account with 200 000 payments.
// Whoever looked at their own sessions read those of all.
import { randomBytes } from 'node:crypto'
import { test, type Test } from 'tap'
import { sessions } from '../../src/account/sessions.ts'
import { ENTITIES } from '../../src/app/entities.ts'
import { openOrm } from '../../src/db/orm.ts'
import { deposits } from '../deposit/harness/room.ts'
import { memoryNode } from '../deposit/harness/node.ts'
import { suspended } from '../../src/operate/suspense.ts'
import { paymentRows } from '../../src/payment/rows.ts'
import { purchaseRows } from '../../src/purchase/rows.ts'
import { books } from '../harness/books.ts'

const MANY = 20_000
const ENOUGH = 100

const hash = (n: number): string => String(n).padStart(64, '0')

const ROWS = [
  `insert into deposit (id, account, state, method, payment_hash, expires_in)
   select gen_random_uuid(), $1, 'expired', 'lightning', lpad(n::text, 64, '0'), 60
   from generate_series(1, ${MANY}) n`,
  `insert into payment (id, account, root, state, bolt11, payment_hash, payee, amount_msat,
     max_fee_msat, invoice_amountless, invoice_expires_at, purchase)
   select gen_random_uuid(), $1, $1, 'released', '', lpad(n::text, 64, '0'), '', 1, 0, false, now(),
     case when n % 2 = 0 then gen_random_uuid() end
   from generate_series(1, ${MANY}) n`,
  `insert into purchase (id, account, lapp, lapp_version, state, order_key, input, payment,
     delivery, asked_at)
   select purchase, $1, 'x', '1', 'ordered', '', '{}', id, 'none', now()
   from payment where account = $1 and purchase is not null`,
  `insert into receipt (id, node_id, pay_index, payment_hash, label, amount_msat, state, paid_at)
   select gen_random_uuid(), 'n', n, n::text, '', 1, 'credited', now()
   from generate_series(1, ${MANY}) n`,
  `insert into identity (kind, external_id, account) values ('telegram', '7', $1)`,
  `insert into session (id, token, external_id, way, agent, expires_at)
   select gen_random_uuid(), sha256(n::text::bytea), n::text, 'telegram', '', now() + interval '1 day'
   from generate_series(1, ${MANY}) n`,
  'analyze'
]

async function large(t: Test) {
  const { url, user, sql } = await books(t)
  const account = await user()
  for (const text of ROWS) await sql(text, text.includes('$1') ? [account] : [])
  const orm = await openOrm({ url, entities: ENTITIES, poolMax: 1 })
  t.teardown(async () => orm.close())
  const { em } = orm
  const read = async (): Promise<number> => {
    await em.execute('select pg_stat_force_next_flush()')
    const [row] = await em.execute<{ n: number }[]>(
      `select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as n from pg_stat_user_tables
       where relname in ('deposit', 'payment', 'purchase', 'receipt', 'session')`
    )
    return row?.n ?? 0
  }
  return { em, account, read }
}

test('what is sought is found without reading all there is', async t => {
  const { em, account, read } = await large(t)
  const room = deposits({
    em,
    commit: async () => t.fail('nothing is written') as never,
    node: memoryNode(),
    now: () => new Date()
  })
  const page = (n: number) => ({ limit: 50, cursor: undefined, only: { paymentHash: hash(n) } })
  const searches = {
    'a deposit': async () => (await room.list(account, page(7))).data,
    'a payment': async () => (await paymentRows(em).list(account, page(7))).data,
    'a session': async () => sessions(em, randomBytes).list(account),
    'a purchase': async () => (await purchaseRows(em).list(account, page(8))).data
  }
  for (const [what, search] of Object.entries(searches)) {
    const before = await read()
    t.equal((await search()).length, 1, what)
    const count = (await read()) - before
    t.ok(count < ENOUGH, `${what}: ${count} rows`)
  }
  const before = await read()
  t.equal((await suspended(em)).length, 0)
  const count = (await read()) - before
  t.ok(count < ENOUGH, `suspense: ${count} rows`)
})
