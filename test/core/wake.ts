import { test } from 'tap'
import type { Clock } from '../../src/core/clock.ts'
import { openWake, wokenLoop } from '../../src/core/wake.ts'

/** Its sleeps end by their signal, or when the test says so; how long each was is noted. */
function handClock() {
  const slept: number[] = []
  let end = (): void => undefined
  const clock: Pick<Clock, 'sleep'> = {
    sleep: (ms, signal) =>
      new Promise(resolve => {
        slept.push(ms)
        end = resolve
        if (signal?.aborted === true) resolve()
        signal?.addEventListener('abort', () => resolve())
      })
  }
  const settle = () => new Promise(resolve => setImmediate(resolve))
  const pass = async (): Promise<void> => {
    end()
    await settle()
  }
  return { clock, slept, settle, pass }
}

const PACE = { everyMs: 1_000, soonMs: 100 }

async function looping() {
  const { clock, slept, settle, pass } = handClock()
  const [wake, stop] = [openWake(), new AbortController()]
  let runs = 0
  const run = { now: async () => Promise.resolve() }
  const ended = wokenLoop({ clock, wake, stop: stop.signal }, PACE, async () => {
    runs++
    await run.now()
  })
  await settle()
  return { wake, stop, slept, settle, pass, ended, run, runs: () => runs }
}

test('a ring after a quiet time is answered at once, and without one it runs at its pace', async t => {
  const { wake, stop, slept, settle, pass, ended, runs } = await looping()
  t.same([runs(), slept], [1, [100]])
  await pass()
  t.same(slept, [100, 900], 'nobody rang')
  wake.ring()
  await settle()
  await pass()
  t.equal(runs(), 2)
  t.same(slept, [100, 900, 0, 100])
  await pass()
  await pass()
  await pass()
  t.equal(runs(), 3, 'the pace ended')
  stop.abort()
  await ended
})

test('however often it rings, the pause between two runs is kept', async t => {
  const { wake, stop, slept, settle, pass, ended, runs } = await looping()
  for (let n = 0; n < 9; n++) wake.ring()
  await settle()
  t.same([runs(), slept], [1, [100]])
  await pass()
  await pass()
  t.same([runs(), slept], [2, [100, 900, 0, 100]], 'nine were one')
  stop.abort()
  await ended
})

test('a ring during a run is answered by one more', async t => {
  const { wake, stop, slept, settle, pass, ended, run, runs } = await looping()
  const { promise, resolve } = Promise.withResolvers<undefined>()
  run.now = () => promise
  await pass()
  wake.ring()
  await settle()
  await pass()
  t.equal(runs(), 2, 'it looks')
  wake.ring()
  run.now = async () => Promise.resolve()
  resolve(undefined)
  await settle()
  await pass()
  await pass()
  t.equal(runs(), 3)
  t.same(slept.slice(-4), [100, 900, 0, 100])
  stop.abort()
  await ended
})

test('who waits for no ring is not kept, and an end wakes the sleeping', async t => {
  const wake = openWake()
  const first = wake.next()
  t.equal(wake.next(), first, 'one for all who wait')
  wake.ring()
  t.ok(first.aborted)
  t.notOk(wake.next().aborted)
  const { stop, pass, ended, runs } = await looping()
  await pass()
  stop.abort()
  await ended
  t.equal(runs(), 1)
})
