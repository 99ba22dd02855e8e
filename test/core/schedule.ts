import { test } from 'tap'
import type { Clock } from '../../src/core/clock.ts'
import { runChores } from '../../src/core/schedule.ts'

/** Whoever sleeps is woken by the test. */
function sleepers() {
  const waiting: (() => void)[] = []
  const clock: Pick<Clock, 'sleep'> = {
    sleep: () => new Promise<void>(resolve => waiting.push(resolve))
  }
  const settle = () => new Promise(resolve => setImmediate(resolve))
  return {
    clock,
    settle,
    wake: async (): Promise<void> => {
      for (const one of waiting.splice(0)) one()
      await settle()
    }
  }
}

test('a job is done at once and again after its pause, also when it failed', async t => {
  const { clock, settle, wake } = sleepers()
  const stop = new AbortController()
  const warned: object[] = []
  let [done, broken] = [0, true]
  const job = {
    name: 'sweep the yard',
    everyMs: 1_000,
    run: async () => {
      done++
      if (broken) throw new Error('the broom is away')
    }
  }
  const log = { warn: (facts: object) => void warned.push(facts) }
  const { failing, ended } = runChores([job], { clock, log }, stop.signal)
  await settle()
  await wake()
  t.same([done, failing()], [2, []], 'twice may be an accident')
  await wake()
  t.same(failing(), ['"sweep the yard" has failed 3 times in a row'])
  t.match(warned, [{ job: 'sweep the yard' }, {}, {}])
  broken = false
  await wake()
  t.same([done, failing()], [4, []], 'who succeeds once is well again')
  stop.abort()
  await wake()
  t.equal(done, 4)
  await ended
})

test('that all have ended is known when the one that runs has', async t => {
  const { settle } = sleepers()
  const clock = { sleep: () => Promise.resolve() }
  const stop = new AbortController()
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const job = { name: 'mow the lawn', everyMs: 1_000, run: () => promise }
  const { ended } = runChores([job], { clock, log: { warn: () => undefined } }, stop.signal)
  let seen = false
  const noticed = ended.then(() => (seen = true))
  stop.abort()
  await settle()
  t.notOk(seen)
  resolve(undefined)
  await noticed
  t.ok(seen)
})

test('those that begin with the process begin one after another', async t => {
  const { clock, settle, wake } = sleepers()
  const slept: number[] = []
  const noting: Pick<Clock, 'sleep'> = {
    sleep: ms => {
      slept.push(ms)
      return clock.sleep(ms)
    }
  }
  const stop = new AbortController()
  const begun: string[] = []
  const jobs = ['dust', 'mop', 'air'].map(name => ({
    name,
    everyMs: 60_000,
    run: async () => begun.push(name)
  }))
  const { ended } = runChores(jobs, { clock: noting, log: { warn: () => undefined } }, stop.signal)
  await settle()
  t.same(begun, ['dust'])
  t.same(slept.toSorted(), [20, 40, 60_000])
  await wake()
  t.same(begun.slice(0, 3), ['dust', 'mop', 'air'])
  stop.abort()
  await wake()
  await ended
})

test('one that has not begun when all end never does', async t => {
  const { clock, settle, wake } = sleepers()
  const stop = new AbortController()
  let begun = 0
  const jobs = ['rake', 'weed'].map(name => ({ name, everyMs: 1_000, run: async () => begun++ }))
  const { ended } = runChores(jobs, { clock, log: { warn: () => undefined } }, stop.signal)
  await settle()
  stop.abort()
  await wake()
  await ended
  t.equal(begun, 1)
})
