import { test } from 'tap'
import { openBreaker } from '../../../src/lapps/process/breaker.ts'
import { leapingClock } from '../../payment/harness/clock.ts'
import { folder, HONEST, open, order } from '../harness/open.ts'

const LIMITS = { failuresMax: 3, firstPauseMs: 100, longestPauseMs: 300 }

test('failures in a row open it, one tries after the pause, and a success closes it', async t => {
  const breaker = openBreaker(LIMITS)
  for (const now of [0, 1]) breaker.failed(now)
  t.notOk(breaker.open(2), 'two are no row')
  breaker.succeeded()
  for (const now of [10, 11, 12]) breaker.failed(now)
  t.ok(breaker.open(111))
  t.notOk(breaker.open(112), 'the first after the pause tries')
  t.ok(breaker.open(113), 'the others wait for what comes of it')
  breaker.failed(120)
  t.ok(breaker.open(319), 'longer each time')
  t.notOk(breaker.open(320))
  breaker.failed(321)
  t.notOk(breaker.open(621), 'and never longer than the longest')
  breaker.succeeded()
  t.notOk(breaker.open(622))
  t.notOk(breaker.open(622), 'for everybody')
})

test('a LApp whose service hangs is left alone, answers its buyers at once, and comes back', async t => {
  const clock = leapingClock()
  const pause = { firstPauseMs: 600_000, longestPauseMs: 600_000 }
  const hanging = `async invoice ({ input: { text } }) {
    if (text === 'hang') await new Promise(() => undefined)
    return { bolt11: 'lnbcrt1' }
  }`
  const lapps = await open(
    t,
    { hanging: folder('hanging', hanging) },
    { clock, limits: { callMs: 60_000, failuresMax: 3, ...pause } }
  )
  const ask = (text: string): Promise<unknown> => lapps.ask('hanging', 'invoice', order(text))
  const hung = ['hang', 'hang', 'hang'].map(ask)
  await clock.asleep(60_000)
  clock.leap(60_000)
  t.match(await Promise.all(hung), Array(3).fill({ because: 'time' }))
  t.match(await ask('x'), { is: 'unavailable', because: 'resting', why: /left alone/ })
  clock.leap(pause.firstPauseMs)
  t.match(await ask('x'), { is: 'ok' }, 'after the pause')
  t.match(await ask('x'), { is: 'ok' }, 'and is open for everybody')
})

test('a no of the service is no failure', async t => {
  const refusing = `invoice: async () => { throw new Refusal('soldOut', 'No more.') }`
  const limits = { failuresMax: 1, firstPauseMs: 60_000, longestPauseMs: 60_000 }
  const lapps = await open(t, { refusing: folder('refusing', refusing) }, { limits })
  for (const text of ['a', 'b', 'c']) {
    t.match(await lapps.ask('refusing', 'invoice', order(text)), { is: 'refused' })
  }
})

test('five hundred calls that hang in one LApp hold up no call of another', async t => {
  const hanging = `invoice: () => new Promise(() => undefined)`
  const lapps = await open(
    t,
    { hanging: folder('hanging', hanging), good: folder('good', HONEST) },
    { limits: { callMs: 60_000 } }
  )
  const stop = new AbortController()
  const pending = Array.from({ length: 500 }, (_, n) =>
    lapps.ask('hanging', 'invoice', order(`${n}`), { signal: stop.signal })
  )
  let ended = 0
  for (const one of pending) void one.then(() => (ended += 1))
  const sold = await Promise.all(
    Array.from({ length: 200 }, (_, n) => lapps.ask('good', 'invoice', order(`${n}`)))
  )
  t.ok(sold.every(({ is }) => is === 'ok'))
  t.equal(ended, 0, 'all of them still hang')
  stop.abort()
  t.match(await Promise.all(pending), Array(500).fill({ because: 'cancelled' }))
})
