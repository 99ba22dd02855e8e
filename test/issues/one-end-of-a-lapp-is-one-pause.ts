// Every order that was under way when a LApp's process ended fails at once: that is one end, and no
// reason to pause it for longer than after any other.
import { test } from 'tap'
import { failed, pausedUntil, type FailureStreak } from '../../src/purchase/failure-streak.ts'

test('however many orders fail with a LApp at once, it is tried again after half a minute', async t => {
  let streak: FailureStreak | undefined
  for (let n = 0; n < 40; n += 1) streak = failed(streak, `${n}`, 'It has ended.', 1_000)
  t.equal(streak && pausedUntil(streak), 31_000)
  t.equal(pausedUntil(failed(streak, 'the next', 'It has ended.', 31_000)), 31_000 + 60_000)
})
