// One order of events for everybody, whoever gives it and however many do.
import pg from 'pg'
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { openOrm } from '../../src/db/orm.ts'
import { ENTITIES } from '../../src/app/entities.ts'
import { eventLog } from '../../src/notify/event-log.ts'
import { books } from '../harness/books.ts'

test('events are numbered once and without a place that fills later, by several processes at once', async t => {
  const { em, url, sql, user } = await books(t)
  const orm = await openOrm({ url, entities: ENTITIES })
  t.teardown(async () => orm.close())
  const [mine, other] = [eventLog(em), eventLog(orm.em)]
  const account = await user()
  const write = async (): Promise<void> => {
    await sql(
      `insert into event (id, account, owner, type, subject, sequence)
       select gen_random_uuid(), $1, $1, 'payment.failed', gen_random_uuid(), 1
       from generate_series(1, 10)`,
      [account]
    )
  }
  const seen: bigint[] = []
  let at = 0n
  const look = async (): Promise<void> => {
    const found = await mine.after(at, 1_000, account)
    for (const { position } of found) seen.push((at = BigInt(position ?? 0)))
  }
  for (let round = 0; round < 15; round++) {
    await Promise.all([
      write(),
      mine.order(new Date()),
      other.order(new Date()),
      write(),
      other.order(new Date()),
      look()
    ])
  }
  await mine.order(new Date())
  await look()
  t.equal(seen.length, 300, 'whoever reads on from the last misses none')
  t.same(
    seen,
    seen.toSorted((a, b) => (a < b ? -1 : 1))
  )
  t.equal(new Set(seen).size, 300)
  t.ok((await mine.head()) >= at)
})

test('what was committed long after it was written is numbered too, within ten seconds', async t => {
  const { em, sql, user } = await books(t)
  const log = eventLog(em)
  const account = await user()
  const write = async (ago: string): Promise<void> => {
    await sql(
      `insert into event (id, account, owner, type, subject, sequence, created_at)
       values ($2, $1, $1, 'payment.failed', $2, 1, now() - $3::interval)`,
      [account, newId(), ago]
    )
  }
  const numbered = async (atMs: number): Promise<number> => {
    await log.order(new Date(atMs))
    return (await log.after(0n, 10, account)).length
  }
  await write('20 days')
  t.equal(await numbered(0), 1, 'while the gateway stood still')
  await write('1 minute')
  await write('0')
  t.equal(await numbered(5_000), 2, 'what is new is not looked for among what was numbered')
  t.equal(await numbered(10_000), 3)
})

test('events of one subject keep their order, however long a transaction or a look takes', async t => {
  const { em, sql, user, url } = await books(t)
  const log = eventLog(em)
  const account = await user()
  const client = new pg.Client(url)
  await client.connect()
  t.teardown(async () => client.end())
  const subject = newId()
  const write = `
    insert into event (id, account, owner, type, subject, sequence, created_at)
    values (gen_random_uuid(), $1, $1, 'purchase.paid', $2, $3, now() - $4::interval)`
  const told = async () => (await log.after(0n, 10, account)).map(({ sequence }) => sequence)

  await log.order(new Date(0))
  await client.query('begin')
  await client.query(write, [account, subject, 1, '0'])
  await sql('select pg_sleep(2.5)')
  await log.order(new Date(2_500))
  await client.query('commit')
  await sql(write, [account, subject, 2, '0'])
  await log.order(new Date(2_600))
  t.strictSame(await told(), [1, 2], 'one waits for a lock before it commits')

  await sql(write, [account, subject, 3, '4 seconds'])
  await sql(write, [account, subject, 4, '0'])
  await log.order(new Date(7_000))
  t.strictSame(await told(), [1, 2, 3, 4], 'a look comes late')
})

test('a clock that jumps back keeps no event from its position', async t => {
  const { em, sql, user } = await books(t)
  const log = eventLog(em)
  const account = await user()
  await log.order(new Date(3_600_000))
  await log.order(new Date(3_600_100))
  await sql(
    `insert into event (id, account, owner, type, subject, sequence, created_at)
     values ($2, $1, $1, 'payment.failed', $2, 1, now() - interval '3 hours')`,
    [account, newId()]
  )
  await log.order(new Date(0))
  t.equal((await log.after(0n, 10, account)).length, 1)
})

test('what is too old is forgotten, with what was sent of it', async t => {
  const { em, sql, user } = await books(t)
  const log = eventLog(em)
  const account = await user()
  await log.listen(account)
  await sql(
    `insert into event (id, account, owner, type, subject, sequence, created_at)
     values ($2, $1, $1, 'payment.failed', $2, 1, now() - interval '31 days'),
       ($3, $1, $1, 'payment.failed', $3, 1, now() - interval '29 days')`,
    [account, newId(), newId()]
  )
  await log.order(new Date())
  await log.prune()
  t.equal((await log.after(0n, 10, account)).length, 1)
  t.equal((await sql('select from event_listener')).length, 1)
  await sql(`update event_listener set seen_at = now() - interval '31 days'`)
  await log.prune()
  t.equal((await sql('select from event_listener')).length, 0)
})
