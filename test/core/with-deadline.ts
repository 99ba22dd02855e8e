import { test } from 'tap'
import { clock } from '../../src/core/clock.ts'
import { aborted, withDeadline } from '../../src/core/with-deadline.ts'

const HOUR = 3_600_000

test('what takes longer than its time is told so', async t => {
  const still = { sleep: () => Promise.resolve() }
  const told = await withDeadline(still, 1, [], async over =>
    aborted(over).then(() => over.aborted)
  )
  t.equal(told, true)
})

test('each of the other signals is heard, one that has come already too', async t => {
  const [early, late] = [AbortSignal.abort(), new AbortController()]
  t.ok(await withDeadline(clock, HOUR, [undefined, early], async over => over.aborted))
  const waiting = withDeadline(clock, HOUR, [late.signal], async over => aborted(over))
  late.abort()
  await waiting
})

test('nothing is left behind at the end, neither of a result nor of an error', async t => {
  const other = new AbortController()
  const seen: AbortSignal[] = []
  const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
  const before = timers()
  const keep = async (over: AbortSignal): Promise<number> => {
    seen.push(over)
    return Promise.resolve(seen.length)
  }
  t.equal(await withDeadline(clock, HOUR, [other.signal], keep), 1)
  const broken = withDeadline(clock, HOUR, [], async over => {
    await keep(over)
    throw new Error('broken')
  })
  await t.rejects(broken, { message: 'broken' })
  t.strictSame(
    seen.map(signal => signal.aborted),
    [true, true]
  )
  t.equal(timers(), before, 'no timer runs on')
})
