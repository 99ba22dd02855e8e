import { test } from 'tap'
import { openOrm } from '../../src/db/orm.ts'
import { rotatePartitions } from '../../src/db/partitions.ts'
import { createDatabase } from '../harness/database.ts'

test('keys of this week and the next ones have a place, those of past months are thrown away whole', async t => {
  const orm = await openOrm({ url: await createDatabase(t), entities: [] })
  t.teardown(() => orm.close())
  const { em } = orm
  const names = async (): Promise<readonly string[]> => {
    const rows = await em.execute<{ name: string }[]>(
      `select inhrelid::regclass::text as name from pg_inherits
       where inhparent = 'idempotency'::regclass order by 1`
    )
    return rows.map(({ name }) => name)
  }
  const insert = (at: string): Promise<unknown> =>
    em.execute(
      `insert into idempotency (key, fingerprint, resource, created_at)
       values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), ${at})`
    )
  t.equal((await names()).length, 5)
  await insert('now()')
  await insert(`now() + interval '27 days'`)
  await em.execute(
    `create table idempotency_20200106 partition of idempotency
     for values from ('2020-01-06T00:00:00Z') to ('2020-01-13T00:00:00Z')`
  )
  await insert(`'2020-01-08T00:00:00Z'`)
  await rotatePartitions(em)
  t.ok(
    (await names()).includes('idempotency_20200106'),
    'of two weeks with keys none is a month ago'
  )
  for (const days of [7, 14, 21]) await insert(`now() + interval '${days} days'`)
  await Promise.all([rotatePartitions(em), rotatePartitions(em)])
  const left = await names()
  t.equal(left.length, 5)
  t.notOk(left.includes('idempotency_20200106'))
  const [row] = await em.execute<{ n: string }[]>('select count(*)::text as n from idempotency')
  t.equal(row?.n, '5')
})

test('a week without a key is thrown away once it is past, a week that is missing is made', async t => {
  const orm = await openOrm({ url: await createDatabase(t), entities: [] })
  t.teardown(() => orm.close())
  const { em } = orm
  await em.execute(
    `create table idempotency_20200106 partition of idempotency
     for values from ('2020-01-06T00:00:00Z') to ('2020-01-13T00:00:00Z')`
  )
  const names = `select inhrelid::regclass::text as name from pg_inherits
    where inhparent = 'idempotency'::regclass order by 1`
  const [, now = { name: '' }] = await em.execute<{ name: string }[]>(names)
  await em.execute(`drop table ${now.name}`)
  await rotatePartitions(em)
  const left = await em.execute<{ name: string }[]>(names)
  t.equal(left.length, 5)
  t.same(left[0], now)
})
