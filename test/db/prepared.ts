import { test } from 'tap'
import { openOrm } from '../../src/db/orm.ts'
import { prepared } from '../../src/db/prepared.ts'
import { books } from '../harness/books.ts'

test('a query that is asked again has been read and planned before, whatever its values', async t => {
  const { url } = await books(t)
  const orm = await openOrm({ url, entities: [], poolMax: 1 })
  t.teardown(async () => orm.close())
  const doubled = async (n: number) =>
    prepared<{ is: number }>(orm.em, 'select 2 * $1::int as is', [n])
  t.strictSame(await doubled(1), [{ is: 2 }])
  t.strictSame(await doubled(2), [{ is: 4 }])
  t.strictSame(await prepared(orm.em, 'select 1 as one', []), [{ one: 1 }])
  const kept = await orm.em.execute<{ calls: string; statement: string }[]>(
    'select statement, (generic_plans + custom_plans)::text as calls from pg_prepared_statements order by name'
  )
  t.strictSame(
    kept.map(({ statement, calls }) => `${calls} × ${statement}`),
    ['2 × select 2 * $1::int as is', '1 × select 1 as one']
  )
})

test('what is wrong with a query is said by the database, and the next one is answered', async t => {
  const { url } = await books(t)
  const orm = await openOrm({ url, entities: [], poolMax: 1 })
  t.teardown(async () => orm.close())
  await t.rejects(prepared(orm.em, 'select 1 / $1::int as one', [0]), { code: '22012' })
  t.strictSame(await prepared(orm.em, 'select 1 / $1::int as one', [1]), [{ one: 1 }])
})
