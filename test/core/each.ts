import { test } from 'tap'
import { forEachCollecting } from '../../src/core/each.ts'

test('what fails keeps nobody behind it waiting, and is thrown at the end', async t => {
  const done: number[] = []
  const act = async (n: number): Promise<void> => {
    await Promise.resolve()
    if (n % 2 === 0) throw new Error(`${n}`)
    done.push(n)
  }
  await t.rejects(forEachCollecting([1, 2, 3], act), { message: '2' })
  await t.rejects(forEachCollecting([2, 4, 5], act), {
    errors: [{ message: '2' }, { message: '4' }]
  })
  t.same(done, [1, 3, 5])
  await forEachCollecting([7], act)
  t.same(done, [1, 3, 5, 7])
})

test('an error that is one of all items is thrown at once', async t => {
  const seen: number[] = []
  async function* pages() {
    yield* [1, 2]
    yield* await Promise.resolve([3, 4])
  }
  const act = async (n: number): Promise<void> => {
    seen.push(n)
    return n < 4 ? Promise.reject(new Error(`${n}`)) : Promise.resolve()
  }
  const isThree = (error: unknown): boolean => error instanceof Error && error.message === '3'
  await t.rejects(forEachCollecting(pages(), act, isThree), { message: '3' })
  t.same(seen, [1, 2, 3])
})
