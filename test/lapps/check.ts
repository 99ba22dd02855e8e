import { join } from 'node:path'
import { test, type Test } from 'tap'
import { judgeInvoice } from '../../src/cli/judge-invoice.ts'
import { checkLApp, type Report } from '../../src/lapps/check.ts'
import { passes } from '../../src/lapps/conformance/finding.ts'
import { good, NOW, type Change } from './harness/good.ts'

const check = (t: Test, change: Change = {}): Promise<Report> =>
  checkLApp(join(t.testdir({ good: good(change) }), 'good'), {
    judge: judgeInvoice,
    now: NOW,
    fuzz: { runs: 100, seed: 1 }
  })

/** What did not pass, of checks and rules, and why. */
function failures(report: Report): Record<string, readonly string[]> {
  if (report.is === 'invalid') return { invalid: [report.why] }
  const failed = [...report.found, ...report.judged].flatMap(({ id, finding }) =>
    passes(finding) || 'exempt' in finding ? [] : [[id, finding] as const]
  )
  return Object.fromEntries(failed)
}

test('a good LApp passes every check and every rule', async t => {
  const report = await check(t)
  t.same(failures(report), {})
  t.match(report, { tier: 'platinum', granted: { recorded: '2026-11-20', version: '1.0.0' } })
  t.match(report, { granted: { exempt: { 'live-green': /real services/ } } }, 'with the reason')
})
