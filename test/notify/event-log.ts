// One order of events for everybody, however many write them.
import pg from 'pg'
import { test } from 'tap'
import { newId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { openOrm } from '../../src/db/orm.ts'
import { ENTITIES } from '../../src/app/entities.ts'
import type { Unit } from '../../src/ledger/unit.ts'
import { eventLog } from '../../src/notify/event-log.ts'
import { until } from '../e2e/harness/until.ts'
import { books } from '../harness/books.ts'

const WRITE = `
  insert into event (id, account, owner, type, subject, sequence, position)
  select gen_random_uuid(), $1, $1, 'payment.failed', gen_random_uuid(), 1, event_position()
  from generate_series(1, $2::int)`

test('whoever reads on from the last event misses none, however many write at once', async t => {
  const { em, sql, commit, another, user } = await books(t)
  const log = eventLog(em)
  const ledgers = [commit, another(), another()]
  const [from, to] = [await user(1_000_000), await user()]
  const others = await Promise.all(Array.from({ length: 20 }, async () => user(1_000)))
  for (const account of [to, ...others]) await log.listen(account)
  const [seen, subjects]: [bigint[], Id[]] = [[], []]
  const look = async (): Promise<void> => {
    for (const { position, subject } of await log.after(seen.at(-1) ?? 0n, 1_000)) {
      seen.push(BigInt(position ?? 0))
      subjects.push(subject)
    }
  }
  const all: Id[] = []
  const give = (payer: Id): Unit => {
    const subject = newId()
    all.push(subject)
    const entry = { id: newId(), debit: payer, credit: to, amountMsat: msat(1) }
    return {
      entries: [{ ...entry, kind: 'transfer', subject }],
      guards: [],
      claims: [],
      outbox: [{ account: to, type: 'transfer.received', subject }]
    }
  }
  for (let round = 0; round < 15; round++) {
    const made = ledgers.flatMap(ledger =>
      [from, ...others].map(async payer => ledger(give(payer)))
    )
    await Promise.all([...made, sql(WRITE, [to, 3]), look()])
  }
  await look()
  t.same(new Set(subjects.filter(one => all.includes(one))), new Set(all), 'each is told')
  t.equal(seen.length, all.length + 45)
  t.same(
    seen,
    seen.toSorted((a, b) => (a < b ? -1 : 1))
  )
  t.equal(await log.head(), seen.at(-1))
})

test('a webhook has each event to send once, whichever gateways look at once', async t => {
  const { em, sql, url, user } = await books(t)
  const orm = await openOrm({ url, entities: ENTITIES })
  t.teardown(async () => orm.close())
  const [mine, other] = [eventLog(em), eventLog(orm.em)]
  const account = await user()
  await sql(
    `insert into webhook (id, account, url, secret) values ($1, $2, 'http://example.com', 's')`,
    [newId(), account]
  )
  for (let round = 0; round < 10; round++) {
    await Promise.all([
      sql(WRITE, [account, 300]),
      mine.enqueue(new Date()),
      other.enqueue(new Date()),
      sql(WRITE, [account, 300]),
      other.enqueue(new Date())
    ])
  }
  await mine.enqueue(new Date())
  t.same(await sql('select count(*)::int as n from webhook_delivery'), [{ n: 6_000 }])
})

test('what waits for its commit gets the later position, and is sent after the other', async t => {
  const { em, sql, user, url } = await books(t)
  const log = eventLog(em)
  const account = await user()
  const client = new pg.Client(url)
  await client.connect()
  t.teardown(async () => client.end())
  await client.query('begin')
  await client.query(WRITE, [account, 1])
  const second = sql(WRITE, [account, 1])
  const waits = `select from pg_stat_activity where wait_event_type = 'Lock'
    and datname = current_database()`
  await until(async () => (await sql(waits))[0])
  t.strictSame(await log.after(0n, 10), [], 'nothing is seen before')
  await client.query('commit')
  await second
  t.same(
    (await log.after(0n, 10)).map(({ position }) => position),
    ['1', '2']
  )
})

test('a look at nothing new locks nothing, and so writes nothing', async t => {
  const { em, sql, user } = await books(t)
  const log = eventLog(em)
  await log.enqueue(new Date())
  const cursor = `select xmax::text as locked, position::int as at from webhook_cursor`
  t.same(await sql(cursor), [{ locked: '0', at: 0 }])
  await sql(WRITE, [await user(), 2])
  await log.enqueue(new Date())
  t.match(await sql(cursor), [{ at: 2 }])
})

test('what is too old is forgotten, with what was sent of it', async t => {
  const { em, sql, user } = await books(t)
  const log = eventLog(em)
  const account = await user()
  await log.listen(account)
  await sql(
    `insert into event (id, account, owner, type, subject, sequence, created_at, position)
     values ($2, $1, $1, 'payment.failed', $2, 1, now() - interval '31 days', event_position()),
       ($3, $1, $1, 'payment.failed', $3, 1, now() - interval '29 days', event_position())`,
    [account, newId(), newId()]
  )
  await log.enqueue(new Date())
  await log.prune()
  t.equal((await log.after(0n, 10, account)).length, 1)
  t.equal((await sql('select from event_listener')).length, 1)
  const left = async () => (await sql('select id from event')).length
  const [hook, late] = [newId(), newId()]
  await sql(`insert into webhook (id, account, url, secret) values ($1, $2, 'http://a', 's')`, [
    hook,
    account
  ])
  await sql(
    `insert into event (id, account, owner, type, subject, sequence, created_at, position)
     values ($2, $1, $1, 'payment.failed', $2, 1, now() - interval '31 days', event_position())`,
    [account, late]
  )
  await log.prune()
  t.equal(await left(), 2, 'what no webhook was asked to take yet')
  await log.enqueue(new Date())
  await log.prune()
  t.equal(await left(), 2, 'what a webhook is to take yet')
  await sql(`update webhook_delivery set state = 'failed'`)
  await log.prune()
  t.equal(await left(), 1)
  await sql('delete from webhook')
  await sql(`update event_listener set seen_at = now() - interval '31 days'`)
  await log.prune()
  t.equal((await sql('select from event_listener')).length, 0)
})

test('who listens on is written once an hour, and after the clock was ahead', async t => {
  const { em, sql, user } = await books(t)
  const log = eventLog(em)
  const account = await user()
  const written = async (seen: string): Promise<boolean> => {
    await sql(`update event_listener set seen_at = ${seen}`)
    const place = async () => (await sql('select ctid::text from event_listener'))[0]?.['ctid']
    const before = await place()
    await log.listen(account)
    return (await place()) !== before
  }
  await log.listen(account)
  t.equal(await written(`now() - interval '59 minutes'`), false)
  t.equal(await written(`now() - interval '61 minutes'`), true)
  t.equal(await written(`now() + interval '1 year'`), true)
})
