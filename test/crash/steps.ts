// The gateway dies at some of its named steps, once each; `npm run crash` does it at all, often.
import { t as file, test } from 'tap'
import { createDatabase } from '../harness/database.ts'
import { place } from '../e2e/harness/gateway.ts'
import { campaign } from './harness/campaign.ts'

/** Those around the points of no return. */
const STEPS = [
  ...(['payment.sent', 'payment.call', 'payment.end', 'purchase.claim'] as const),
  ...(['deposit.credit', 'transfer.move'] as const)
]

// A machine that is busy with other tests takes its time.
file.setTimeout(400_000)

test('wherever the gateway dies: one effect, sound books, and what was told stays true', async t => {
  const say = (line: string): void => {
    t.comment(line)
  }
  const env = { DATABASE_URL: await createDatabase(t) }
  const report = await campaign(await place(t), env, { rounds: 1, steps: STEPS }, say)
  t.comment(JSON.stringify(report))
  t.same(report.violations, [])
  t.ok(report.kills >= report.steps / 2)
})
