import { test } from 'tap'
import { openOrm } from '../../src/db/orm.ts'
import { prepared } from '../../src/db/prepared.ts'
import { books } from '../harness/books.ts'

test('a query that is asked again has been read before, and in the end planned as well', async t => {
  const { url } = await books(t)
  const orm = await openOrm({ url, entities: [], poolMax: 1 })
  t.teardown(async () => orm.close())
  const text = 'select 2 * $1::int as is'
  for (const n of Array.from({ length: 8 }, (_, i) => i))
    t.strictSame(await prepared(orm.em, text, [String(n)]), [{ is: 2 * n }])
  t.strictSame(await prepared(orm.em, 'select 1 as one', []), [{ one: 1 }])
  const kept = await orm.em.execute<object[]>(
    `select statement, generic_plans > 0 as planned from pg_prepared_statements order by name`
  )
  t.match(kept, [{ statement: text, planned: true }, { statement: 'select 1 as one' }])
})

test('what is wrong with a query is said by the database, and the next one is answered', async t => {
  const { url } = await books(t)
  const orm = await openOrm({ url, entities: [], poolMax: 1 })
  t.teardown(async () => orm.close())
  await t.rejects(prepared(orm.em, 'select 1 / $1::int as one', ['0']), { code: '22012' })
  t.strictSame(await prepared(orm.em, 'select 1 / $1::int as one', ['1']), [{ one: 1 }])
})
