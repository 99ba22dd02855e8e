import { test } from 'tap'
import { remember } from '../../src/account/remember.ts'

test('those who ask at the same time share one look-up', async t => {
  let asked = 0
  const { look } = remember(
    async name => `${name}${++asked}`,
    () => 10,
    10,
    () => 0
  )
  t.same(await Promise.all([look('a'), look('a'), look('a')]), ['a1', 'a1', 'a1'])
})

test('what was not found, and what failed, is looked up again', async t => {
  let asked = 0
  const lookUp = async (): Promise<string | undefined> => {
    asked++
    if (asked === 2) throw new Error('away')
    return asked === 1 ? undefined : 'there'
  }
  const { look } = remember(
    lookUp,
    () => 10,
    10,
    () => 0
  )
  t.equal(await look('a'), undefined)
  await t.rejects(look('a'), { message: 'away' })
  t.equal(await look('a'), 'there')
})

test('an answer is as old as its question', async t => {
  let [now, asked] = [0, 0]
  const slow = async (): Promise<number> => {
    now += 7
    return ++asked
  }
  const { look } = remember(
    slow,
    () => 10,
    10,
    () => now
  )
  t.equal(await look('a'), 1)
  now += 2
  t.equal(await look('a'), 1)
  now += 1
  t.equal(await look('a'), 2)
})

test('no more is remembered than there is room for, and the oldest goes first', async t => {
  const asked: string[] = []
  const { look } = remember(
    async name => asked.push(name),
    () => 10,
    2,
    () => 0
  )
  for (const name of ['a', 'b', 'c', 'b', 'c', 'a']) await look(name)
  t.same(asked, ['a', 'b', 'c', 'a'])
})

test('what is forgotten is looked up again, also while it is being looked up', async t => {
  let asked = 0
  const { look, forget } = remember(
    async () => ++asked,
    () => 10,
    10,
    () => 0
  )
  const first = look('a')
  forget('a')
  t.same([await first, await look('a'), await look('a')], [1, 2, 2])
})
