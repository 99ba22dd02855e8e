// The gateway dies at some of its named steps, once each, and is failed by the others while it
// lives; `npm run crash` does it at all, often.
import { join } from 'node:path'
import { t as file, test } from 'tap'
import { STEPS } from '../../src/core/step.ts'
import { newcomer } from '../e2e/harness/place.ts'
import { copyHouse } from '../harness/copy.ts'
import { createDatabase } from '../harness/database.ts'
import { blank, reach, round } from './harness/campaign.ts'
import { judge } from './harness/judge.ts'
import { openLane } from './harness/lane.ts'
import { survive } from './harness/survive.ts'
import { sum, table } from './harness/table.ts'

/** Those around the points of no return. */
const DEADLY = [
  ...(['payment.sent', 'payment.call', 'payment.evidence', 'payment.end'] as const),
  ...(['purchase.claim', 'deposit.credit', 'transfer.move'] as const),
  ...(['approval.decide', 'sweep.rebuild', 'operator.decision'] as const)
]

// A machine that is busy with other tests takes its time.
file.setTimeout(400_000)

test('wherever the gateway dies: one effect, sound books, and what was told stays true', async t => {
  const { dir } = await newcomer(t)
  const house = await copyHouse(join(dir, 'house'), ['lnsms', 'echo'])
  const lane = await openLane({ house, dir, url: await createDatabase(t) })
  t.teardown(lane.close)
  t.same(await judge(lane, []), [], 'before anything has died')

  const passed = await reach(lane)
  const missed = STEPS.filter(step => !passed.has(step))
  t.strictSame(missed, [], 'every named step is passed by the drive to it')

  t.same(await survive(lane), [], 'what fails once while the gateway lives on')

  const report = blank()
  await round(lane, 1, report, { steps: DEADLY })
  t.comment(`\n${table(report)}`)
  t.match(sum(report), { violations: 0 }, report.violations.join('\n'))
  for (const step of DEADLY) {
    const { before, at, after } = report.steps.get(step) ?? { before: 0, at: 0, after: 0 }
    t.equal(before + at + after, 1, step)
  }
})
