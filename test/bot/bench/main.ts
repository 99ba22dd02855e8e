// The storm in full: a thousand tips a second in one group, for thirty seconds.
import { test } from 'tap'
import { tips } from '../harness/tips.ts'

test('a thousand tips a second for half a minute', { timeout: 240_000 }, async t => {
  const seen = await tips(t, { people: 1_000, perSecond: 1_000, seconds: 30 })
  t.comment(JSON.stringify(seen))
  t.equal(seen.booked, 30_000)
  t.equal(seen.receivedMsat, 30_000_000)
  t.equal(seen.audit, 0)
  const { groupInMinute, chatInFiveSeconds, allInSecond } = seen.limits
  t.ok(groupInMinute <= 20, `${groupInMinute} in the group in a minute`)
  t.ok(chatInFiveSeconds <= 5, `${chatInFiveSeconds} in a chat in five seconds`)
  t.ok(allInSecond <= 30, `${allInSecond} in all in a second`)
  // The first seconds fill what is remembered of people; then nothing may grow.
  const [, , third, ...later] = seen.memory.map(({ heapMb }) => heapMb)
  const growth = Math.max(...later) - (third ?? 0)
  t.ok(growth < 10, `${growth} MB more in the gateway's heap`)
})
