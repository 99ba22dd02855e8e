// A clock that was wrong for a while, of the database or of one gateway, and is right again: what
// was written meanwhile neither moves money twice nor is put off for as long as it was wrong.
import { test } from 'tap'
import { buckets } from '../../src/account/buckets.ts'
import { DEFERRALS } from '../../src/app/deferrals.ts'
import { newId, showId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { undoDeferrals } from '../../src/db/undo-deferrals.ts'
import { rotatePartitions } from '../../src/db/partitions.ts'
import { tellAlarms } from '../../src/observe/tell-alarms.ts'
import { orders } from '../../src/paid/orders.ts'
import { purchaseRows } from '../../src/purchase/rows.ts'
import { transfers } from '../../src/transfer/transfers.ts'
import { books, keyFor, type Books } from '../harness/books.ts'

const sending = ({ em, commit }: Books) => {
  const deps = { em, commit, step: unhindered, now: () => new Date(), claimSeconds: 60 }
  const { send } = transfers(deps)
  return async (from: Id, to: Id, key: string) =>
    send(from, keyFor(from, key), {
      to: showId('acc', to),
      amountMsat: msat(10),
      memo: undefined,
      expiresInSeconds: undefined
    })
}

test('a key that came while the database was days ahead is known when its clock is right', async t => {
  const house = await books(t)
  const [ann, bob] = [await house.user(100), await house.user()]
  const send = sending(house)
  await send(ann, bob, 'once')
  await house.sql(`update idempotency set created_at = now() + interval '3 days'`)
  t.match(await send(ann, bob, 'once'), { replayed: true })
  t.equal(await house.balance(bob), 10n)
  t.same(await house.wrong(), [])
})

test('a clock that jumped to next year and back forgets no key', async t => {
  const house = await books(t)
  const [ann, bob] = [await house.user(100), await house.user()]
  const send = sending(house)
  await send(ann, bob, 'once')
  // As it looks from there: the key's week is long past, and hardly any week has a key since.
  await house.sql(`
    create table idempotency_20200106 partition of idempotency
    for values from ('2020-01-06T00:00:00Z') to ('2020-01-13T00:00:00Z')`)
  await house.sql(`update idempotency set created_at = '2020-01-08T00:00:00Z'`)
  await rotatePartitions(house.em)
  t.match(await send(ann, bob, 'once'), { replayed: true })
  t.equal(await house.balance(bob), 10n)
})

/** By its source's pace; never looked at again, although it could; over. */
const LOOKS = `
  insert into deposit_look (id, source, invoice, version, next_at, until) values
    (gen_random_uuid(), 'btcpay', 'a', 0, now() + $1::interval, null),
    (gen_random_uuid(), 'onchain', 'b', 0, 'infinity', now() + interval '1 day'),
    (gen_random_uuid(), 'charge', 'c', 0, 'infinity', now() - interval '1 day')`

test('what was put off while the clock was ahead is due when it is right, and no lease outlives it', async t => {
  const house = await books(t)
  const { sql } = house
  let at = 0
  const { run } = undoDeferrals(house.em, DEFERRALS, { date: () => new Date(at) })
  await run()
  const id = newId()
  const later = async (): Promise<Record<string, unknown>> => {
    const [row] = await sql(`select
      (select next_at <= now() from deposit_look where source = 'btcpay') as looked,
      (select next_at <= now() from deposit_look where source = 'onchain') as watched,
      (select next_at <= now() from deposit_look where source = 'charge') as done,
      (select lease_until <= now() from deposit_cursor) as read,
      (select leased_until <= now() from outbox) as told,
      (select seen_at <= now() from generation) as alive`)
    return row ?? {}
  }
  await sql(LOOKS, ['1 day'])
  await sql(
    `insert into deposit_cursor (id, node_id, pay_index, lease_owner, lease_until)
    values ($1, '02', 0, $1, now() + interval '1 day')`,
    [id]
  )
  await sql(
    `insert into outbox (id, account, type, subject, leased_until)
    values ($1, $1, 'deposit.settled', $1, now() + interval '1 day')`,
    [id]
  )
  await sql(
    `insert into generation (id, node_id, seen_at)
    values ($1, '02', now() + interval '1 day')`,
    [id]
  )
  // Nobody has seen the clock go back.
  at += 600_000
  await run()
  t.same(await later(), {
    looked: true,
    watched: false,
    done: false,
    read: true,
    told: true,
    alive: true
  })
})

test('a clock that is seen to go back makes all due that it has put off', async t => {
  const house = await books(t)
  const { sql } = house
  let at = 1_000_000
  const { run } = undoDeferrals(house.em, DEFERRALS, { date: () => new Date(at) })
  await run()
  await sql(LOOKS, ['50 minutes'])
  const due = async () =>
    (await sql('select source from deposit_look where next_at <= now() order by 1')).map(
      ({ source }) => source
    )
  at += 30_000
  await run()
  t.same(await due(), [], 'it may have been put off as far as that')
  at -= 3_570_000
  await run()
  t.same(await due(), ['btcpay', 'onchain'])
})

test('a bucket that was emptied an hour from now is full again', async t => {
  const house = await books(t)
  const quota = { perSecond: 20, burst: 200 }
  const take = async () => buckets(house.em, () => 0).take('a', quota)
  t.match(await take(), { isAllowed: true })
  await house.sql(`update token_bucket set full_at = now() + interval '1 hour'`)
  t.match(await take(), { isAllowed: true })
  await house.sql(`update token_bucket set full_at = now() + interval '11 seconds'`)
  const both = await Promise.all([take(), take()])
  t.match(both, [{ isAllowed: true }, { isAllowed: true }], 'as two gateways find it at once')
  await house.sql(`update token_bucket set full_at = now() + interval '9.99 seconds'`)
  t.match(await take(), { isAllowed: false }, 'one that is empty stays so')
})

test('an alarm that was told while the clock was ahead is told again', async t => {
  const house = await books(t)
  const said: string[] = []
  let at = 0
  const { run } = tellAlarms({
    em: house.em,
    clock: { now: () => at },
    seen: async () => ({
      missing: [],
      stand: { books: undefined, node: undefined, differenceMsat: 1n }
    }),
    send: async text => void said.push(text)
  })
  await house.sql(`insert into alarm_told values ('DepositsDiffer', now() + interval '1 day')`)
  await run()
  at += 300_000
  await run()
  t.match(said, [/DepositsDiffer/])
})

test('an offer stays while its invoice may be paid, whatever the clock of the database says', async t => {
  const house = await books(t)
  const { sql } = house
  const till = await house.user()
  const kept = orders(house.em)
  const wish = { lapp: 'echo', input: {}, fingerprint: newId(), address: '::1' }
  const [offered, reserved] = [await kept.reserve(wish), await kept.reserve(wish)]
  await sql(
    `insert into deposit (id, account, state, expires_in, method) values ($1, $1, 'pending', 60, 'lightning')`,
    [till]
  )
  await sql('update paid_order set deposit = $1 where id = $2', [till, offered])
  await sql(`update paid_order set expires_at = now() - interval '2 days'`)
  const left = async () => (await sql('select id from paid_order')).map(({ id }) => id)
  await kept.prune()
  t.same(await left(), [offered], `not ${reserved}, which never had one`)
  await sql(`update deposit set state = 'expired'`)
  await kept.prune()
  t.same(await left(), [])
})

test('an order that was begun while the clock was ahead is taken over once its process has died', async t => {
  const house = await books(t)
  const [account, id] = [await house.user(), newId()]
  await house.sql(
    `insert into purchase (id, account, lapp, lapp_version, state, order_key, input, delivery, asked_at)
     values ($1, $2, 'echo', '1', 'asking', 'pur_1', '{}', 'none', now() + interval '5 seconds')`,
    [id, account]
  )
  const rows = purchaseRows(house.em)
  t.equal(await rows.takeOver(id), false)
  await house.sql(`update purchase set asked_at = now() + interval '1 day'`)
  t.equal(await rows.takeOver(id), true)
})
