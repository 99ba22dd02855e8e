import fc from 'fast-check'
import { setImmediate as turn } from 'node:timers/promises'
import { test } from 'tap'
import { queue, type Lane } from '../../../src/bot/inbox/queue.ts'

type Seen = { readonly turn: Lane; begun: number; ended: number }

/** Runs all, each for as many turns of the event loop as it says. */
async function played(all: readonly (readonly [Lane, number])[]): Promise<readonly Seen[]> {
  let now = 0
  const failed: unknown[] = []
  const { run, below } = queue(error => void failed.push(error))
  const seen = all.map(([turn]): Seen => ({ turn, begun: -1, ended: -1 }))
  for (const [index, [one, steps]] of all.entries()) {
    run(one, async () => {
      const mine = seen[index]
      if (mine === undefined) return
      mine.begun = now++
      for (let n = 0; n < steps; n++) await turn()
      mine.ended = now++
      if (steps === 3) throw new TypeError('it fails')
    })
  }
  await below(0)
  return seen
}

const keys = fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 2 })
const turns = fc.record({ alone: keys, shared: keys })

function conflict(a: Lane, b: Lane): boolean {
  const all = (one: Lane) => [...one.alone, ...one.shared]
  return a.alone.some(key => all(b).includes(key)) || b.alone.some(key => all(a).includes(key))
}

test('what shares a key with something before it begins when that has ended, also badly', async t => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(turns, fc.nat(3)), { maxLength: 12 }), async all => {
      const seen = await played(all)
      return seen.every(
        (later, n) =>
          later.ended >= 0 &&
          seen
            .slice(0, n)
            .every(first => !conflict(first.turn, later.turn) || first.ended < later.begun)
      )
    })
  )
  t.end()
})

test('those that share a key, or have none in common, do not wait for each other', async t => {
  const free: readonly Lane[] = [
    { alone: [1], shared: [9] },
    { alone: [2], shared: [9] },
    { alone: [3], shared: [] }
  ]
  const seen = await played(free.map(one => [one, 5]))
  const ended = Math.min(...seen.map(one => one.ended))
  t.ok(seen.every(one => one.begun < ended))
})

test('of one person few count towards what waits, of nobody all', async t => {
  const line = queue(() => undefined)
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const mine: Lane = { alone: [1, 9], shared: [] }
  for (let n = 0; n < 50; n++) line.run(mine, () => promise)
  t.equal(line.behind(mine), 50)
  await line.below(20)
  const nobodys: Lane = { alone: [], shared: [9] }
  for (let n = 0; n < 50; n++) line.run(nobodys, () => promise)
  t.equal(line.behind(nobodys), 0)
  const fewer = line.below(69).then(() => 'fewer')
  t.equal(await Promise.race([fewer, turn('as many')]), 'as many')
  resolve(undefined)
  await line.below(0)
  t.equal(line.behind(mine), 0)
})
