import { test } from 'tap'
import { tips } from './harness/tips.ts'

test('a storm of tips in one group: each booked once, one message that is edited now and then', async t => {
  const [people, perSecond, seconds] = [50, 200, 3]
  const seen = await tips(t, { people, perSecond, seconds })
  t.equal(seen.booked, perSecond * seconds)
  t.equal(seen.receivedMsat, perSecond * seconds * 1000)
  t.equal(seen.audit, 0)
  t.ok(seen.limits.groupInMinute <= 20, JSON.stringify(seen.limits))
  t.match(seen.board, /600 sat \(600 tips from P\d+, P\d+, P\d+ and others\)/)
})
