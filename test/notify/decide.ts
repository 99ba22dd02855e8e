import { test } from 'tap'
import { judge, TRIED_FOR_MS, type Answer } from '../../src/notify/decide.ts'

const answered = (status: number, retryAfterMs?: number): Answer => ({
  is: 'answered',
  status,
  retryAfterMs
})
const HOUR = 3_600_000

test('only 2xx has been taken, and 410 wants nothing any more', t => {
  for (const status of [200, 201, 202, 204, 299])
    t.equal(judge(answered(status), 1, 0).is, 'delivered', String(status))
  for (const status of [100, 300, 302, 307, 400, 401, 404, 429, 500, 503])
    t.equal(judge(answered(status), 1, 0).is, 'again', String(status))
  t.same(judge(answered(410), 1, 0), { is: 'gone', why: 'it answered 410' })
  t.same(judge({ is: 'silence', why: 'no answer from there' }, 1, 0), {
    is: 'again',
    afterMs: 5_000,
    why: 'no answer from there'
  })
  t.end()
})

test('it is tried for three days, ever more slowly, and then given up', t => {
  let [since, last, tries] = [0, 0, 0]
  for (;;) {
    const verdict = judge(answered(500), ++tries, since)
    if (verdict.is !== 'again') {
      t.same(verdict, { is: 'given_up', why: 'it answered 500' })
      break
    }
    t.ok(verdict.afterMs >= last || since + verdict.afterMs === TRIED_FOR_MS)
    last = verdict.afterMs
    since += verdict.afterMs
  }
  t.ok(since > TRIED_FOR_MS - HOUR && since <= TRIED_FOR_MS, `${since / HOUR} hours`)
  t.end()
})

test('a receiver that asks for time gets it, within bounds', t => {
  t.match(judge(answered(429, 60_000), 1, 0), { afterMs: 60_000 })
  t.match(judge(answered(503, 1_000), 1, 0), { afterMs: 5_000 })
  t.match(judge(answered(503, 999 * HOUR), 1, 0), { afterMs: 12 * HOUR })
  t.match(judge(answered(503, 999 * HOUR), 2, TRIED_FOR_MS - HOUR), { afterMs: HOUR })
  t.end()
})
