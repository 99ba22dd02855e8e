import { test } from 'tap'
import type { Clock } from '../../src/core/clock.ts'
import { msat } from '../../src/core/msat.ts'
import type { LApps } from '../../src/lapps/registry.ts'
import type { Answer, Values } from '../../src/lapps/process/results.ts'
import { healths } from '../../src/purchase/health.ts'
import { failed, pausedUntil, type FailureStreak } from '../../src/purchase/failure-streak.ts'

const silent = { debug: () => 0, info: () => 0, warn: () => 0, error: () => 0 }

/** A LApp that answers what it is told to, and a clock that stands. */
function world() {
  let now = 0
  let answer: Answer<never> = { is: 'unavailable', because: 'upstream', why: 'The shop is shut.' }
  const clock: Clock = {
    now: () => now,
    date: () => new Date(0),
    sleep: () => Promise.resolve()
  }
  const card = { id: 'shop', status: 'active' }
  const lapps = {
    list: [card],
    invalid: [],
    warnings: [],
    find: () => card,
    ask: () => Promise.resolve(answer),
    close: () => undefined
  } as unknown as LApps
  const health = healths({ em: undefined as never, clock, log: silent })
  const watched = health.watch(lapps)
  return {
    health,
    watched,
    pass: (ms: number) => (now += ms),
    answers: (next: Answer<Values['invoice']>) => (answer = next as Answer<never>),
    buy: (key: string) =>
      watched.ask('shop', 'invoice', {
        order: { key, input: {}, msatMax: msat(1n), locale: 'en' }
      })
  }
}

test('a LApp that keeps failing is paused with the reason, and comes back by itself', async t => {
  const { health, watched, pass, answers, buy } = world()
  t.equal(health.of('shop').state, 'unknown')
  for (const key of ['1', '2', '3', '4']) await buy(key)
  t.match(watched.find('shop'), { status: 'active' })
  await buy('5')
  t.match(watched.find('shop'), { status: 'paused', why: 'The shop is shut.' })
  t.match(health.of('shop'), { state: 'paused', why: 'The shop is shut.' })
  pass(30_000)
  t.match(watched.find('shop'), { status: 'active' }, 'after the pause one may try')
  await buy('6')
  pass(30_000)
  t.match(watched.find('shop'), { status: 'paused' }, 'and a failure pauses it for longer')
  pass(30_000)
  answers({ is: 'ok', value: { bolt11: 'lnbcrt1' } })
  await buy('7')
  t.match(watched.find('shop'), { status: 'active' })
  answers({ is: 'unavailable', because: 'upstream', why: 'again' })
  await buy('8')
  t.match(watched.find('shop'), { status: 'active' }, 'the row begins anew')
})

test('one order that is asked for again and again pauses nothing, nor does a no', async t => {
  const { watched, answers, buy } = world()
  for (let n = 0; n < 20; n += 1) await buy('the same')
  t.match(watched.find('shop'), { status: 'active' })
  answers({ is: 'refused', code: 'soldOut', message: 'No more.' })
  for (let n = 0; n < 20; n += 1) await buy(`${n}`)
  answers({ is: 'unavailable', because: 'busy', why: 'full' })
  for (let n = 0; n < 20; n += 1) await buy(`${n}`)
  t.match(watched.find('shop'), { status: 'active' })
})

test('no pause is longer than half an hour', async t => {
  let streak: FailureStreak | undefined
  let now = 1_000
  for (let n = 0; n < 100; n += 1) {
    streak = failed(streak, `${n}`, 'why', now)
    now = Math.max(now, pausedUntil(streak))
  }
  t.equal(streak && pausedUntil(streak) - streak.lastAt, 1_800_000)
})
