import { test } from 'tap'
import { freshFor } from '../../src/core/fresh.ts'

test('one question serves all who ask while its answer is fresh', async t => {
  let [at, asked] = [0, 0]
  const ask = freshFor(
    1_000,
    () => at,
    async () => ++asked
  )
  t.same(await Promise.all([ask(), ask()]), [1, 1])
  at = 1_000
  t.equal(await ask(), 1)
  at = 1_001
  t.equal(await ask(), 2)
})

test('an answer that failed is not kept, and takes no newer one along', async t => {
  const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()]
  let [at, asked] = [0, 0]
  const ask = freshFor(
    1_000,
    () => at,
    async () => answers[asked++]?.promise
  )
  const first = ask()
  at = 2_000
  const second = ask()
  answers[0]?.reject(new Error('away'))
  await t.rejects(first, 'away')
  answers[1]?.resolve('here')
  t.equal(await second, 'here')
  t.equal(await ask(), 'here')
  t.equal(asked, 2)
})
