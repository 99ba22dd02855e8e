// The storm in full: a thousand tips a second in one group, for thirty seconds.
import { test } from 'tap'
import { tips } from '../harness/tips.ts'

test('a thousand tips a second for half a minute', { timeout: 240_000 }, async t => {
  const seen = await tips(t, { people: 1_000, perSecond: 1_000, seconds: 30 })
  t.comment(JSON.stringify({ ...seen, received: String(seen.received) }))
  t.equal(seen.booked, 30_000)
  t.equal(seen.received, 30_000_000n)
  t.strictSame(seen.wrong, [])
  t.ok(seen.busiest <= 20, `${seen.busiest} in a minute`)
})
