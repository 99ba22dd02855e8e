import { test } from 'tap'
import { batchLoad } from '../../src/core/batch-load.ts'

/** A query that answers when it is told to. */
function slow(fails: (keys: readonly string[]) => boolean = () => false) {
  const asked: (readonly string[])[] = []
  const go: (() => void)[] = []
  const find = batchLoad<string, string>(async keys => {
    asked.push(keys)
    if (asked.length === 1) await new Promise<void>(resolve => go.push(resolve))
    if (fails(keys)) throw new Error(keys.join())
    return new Map(keys.filter(key => key !== 'nobody').map(key => [key, key.toUpperCase()]))
  })
  return { asked, find, answer: () => go.pop()?.() }
}

test('what is asked for while one query is on its way goes with the next, each key once', async t => {
  const { asked, find, answer } = slow()
  const first = find('a')
  await new Promise(setImmediate)
  const rest = Promise.all(['b', 'c', 'b', 'nobody', 'a'].map(find))
  answer()
  t.equal(await first, 'A')
  t.strictSame(await rest, ['B', 'C', 'B', undefined, 'A'])
  t.strictSame(asked, [['a'], ['b', 'c', 'nobody', 'a']], 'a is asked again: it may have changed')
})

test('nobody fails for the key of another', async t => {
  const { asked, find, answer } = slow(keys => keys.includes('bad'))
  const first = find('bad')
  await new Promise(setImmediate)
  const rest = Promise.allSettled(['b', 'bad'].map(find))
  answer()
  await t.rejects(first, { message: 'bad' })
  t.match(await rest, [
    { status: 'fulfilled', value: 'B' },
    { status: 'rejected', reason: { message: 'bad' } }
  ])
  t.strictSame(asked, [['bad'], ['b', 'bad'], ['b'], ['bad']])
})
