// A bucket that several gateways share gives out what it has, and no more.
import { test } from 'tap'
import { buckets } from '../../src/account/buckets.ts'
import { books } from '../harness/books.ts'

const QUOTA = { perSecond: 0.001, burst: 100 }

test('of three hundred over two gateways a hundred are let in, for each name', async t => {
  const { em, sql } = await books(t)
  const both = [buckets(em, () => 0), buckets(em, () => 0)] as const
  const many = async (name: string, count: number) => {
    const all = Array.from({ length: count }, (_, n) => both[n % 2 === 0 ? 0 : 1].take(name, QUOTA))
    return (await Promise.all(all)).filter(({ isAllowed }) => isAllowed).length
  }
  t.equal(await many('a', 300), 100)
  t.equal(await many('a', 10), 0)
  t.equal(await many('b', 50), 50, 'another is another')
  await sql(`update token_bucket set full_at = full_at - interval '10000 seconds'`)
  const fresh = buckets(em, () => 0)
  const some = await Promise.all(Array.from({ length: 30 }, () => fresh.take('a', QUOTA)))
  t.equal(some.filter(({ isAllowed }) => isAllowed).length, 10, 'it fills as time goes by')
  t.match(some.at(-1), { isAllowed: false, left: 0 })
  t.ok((some.at(-1)?.waitMs ?? 0) > 900_000, 'and it is told how long that takes')
})

test('who takes all the time asks the database once for many', async t => {
  const { em, sql } = await books(t)
  let time = 0
  const { take, prune } = buckets(em, () => time)
  const quota = { perSecond: 100, burst: 100 }
  t.match(await take('a', quota), { isAllowed: true, left: 99 })
  const taken = async () => (await sql('select full_at::text from token_bucket'))[0]?.['full_at']
  const once = await taken()
  for (let n = 0; n < 9; n += 1) await take('a', quota)
  t.equal(await taken(), once, 'nine more without it')
  await take('a', quota)
  t.not(await taken(), once)
  time += 1_001
  const before = await taken()
  await take('a', quota)
  t.not(await taken(), before, 'what is left lying is not kept')
  await sql(`update token_bucket set full_at = now() - interval '1 hour'`)
  await prune()
  t.equal(await taken(), undefined)
})

test('a database that is away limits nobody', async t => {
  const fork = (): never => {
    throw new Error('away')
  }
  const { take } = buckets({ fork } as never, () => 0)
  t.match(await take('a', QUOTA), { isAllowed: true })
})
