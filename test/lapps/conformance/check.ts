import { join } from 'node:path'
import tap, { test, type Test } from 'tap'
import { checkInvoiceAlone } from '../../../src/cli/lapp/check-invoice-alone.ts'
import { checkLApp, type Report } from '../../../src/lapps/conformance/check.ts'
import { readFiles } from '../../../src/lapps/contract/files.ts'
import { tierNow } from '../../../src/lapps/contract/granted.ts'
import { msat } from '../../../src/core/msat.ts'
import { passes } from '../../../src/lapps/conformance/finding.ts'
import { BROKEN } from '../harness/broken.ts'
import { good, NOW, type Change } from '../harness/good.ts'
import { HOSTILE } from '../harness/hostile.ts'

// Beside all the other tests, on a small machine.
tap.setTimeout(300_000)

const check = (t: Test, change: Change = {}, runs = 1): Promise<Report> =>
  checkLApp(join(t.testdir({ good: good(change) }), 'good'), {
    checkInvoice: checkInvoiceAlone,
    now: NOW,
    fuzz: { runs, seed: 1 }
  })

/** What did not pass, of checks and rules, and why. */
function failures(report: Report): Record<string, readonly string[]> {
  if (report.is === 'invalid') return { invalid: [report.why] }
  const failed = [...report.found, ...report.judged].flatMap(({ id, finding }) =>
    passes(finding) || 'exempt' in finding || 'unseen' in finding ? [] : [[id, finding] as const]
  )
  return Object.fromEntries(failed)
}

test('a good LApp passes every check and every rule', async t => {
  const report = await check(t, {}, 100)
  t.same(failures(report), {})
  t.match(report, { tier: 'platinum', granted: { recorded: '2026-11-20', version: '1.0.0' } })
  t.match(report, { granted: { exempt: { 'live-green': /real services/ } } }, 'with the reason')
})

test('a broken LApp is caught by the check that is there for it', async t => {
  t.jobs = 4
  for (const { what, by, change } of BROKEN) {
    void t.test(`${what}: ${by.join(', ')}`, async t => {
      t.same(Object.keys(failures(await check(t, change))).sort(), [...by].sort())
    })
  }
})

test('a hostile LApp is caught by the check that is there for it', async t => {
  t.jobs = 4
  for (const { what, by, change } of HOSTILE) {
    void t.test(`one that ${what}: ${by.join(', ')}`, async t => {
      t.same(Object.keys(failures(await check(t, change))).sort(), [...by].sort())
    })
  }
})

test('the host refuses every forged invoice, and a check that lets one pass is caught by C9', async t => {
  const dir = join(t.testdir({ good: good() }), 'good')
  const trusting: typeof checkInvoiceAlone = () => ({ is: 'payable', amountMsat: msat(5_000_000n) })
  const report = await checkLApp(dir, {
    checkInvoice: trusting,
    now: NOW,
    fuzz: { runs: 1, seed: 1 }
  })
  t.match(failures(report), {
    C9: [
      /another network/,
      /expired/,
      /without an amount/,
      /one msat more/,
      /bad signature/,
      /unknown feature/
    ]
  })
})

test('a rule is excused by a reason, unless money hangs on it', async t => {
  const facts = {
    homepage: undefined,
    exempt: {
      'terms-linked': 'The shop has no page of its own',
      'receipt-complete': 'There is nobody to ask'
    }
  }
  const excused = await check(t, { facts })
  t.match(excused, {
    tier: 'platinum',
    granted: { exempt: { 'terms-linked': /no page of its own/ } }
  })
  const unsafe = await check(t, {
    facts: { exempt: { 'faults-typed': 'It never fails, I promise' } },
    code: [[`typeof order.invoice !== 'string' || `, `order.invoice!.length === 0 || `]]
  })
  t.match(unsafe, { tier: 'bronze' })
})

test('a tier is void once a file has changed, and silver at most once the recordings are stale', async t => {
  const report = await check(t)
  if (report.is === 'invalid') throw new Error(report.why)
  const files = await readFiles(join(t.testdirName, 'good'))
  const later = new Date('2027-07-01')
  t.equal(tierNow(report.granted, files, NOW), 'platinum')
  t.equal(tierNow(report.granted, files, later), 'silver')
  t.equal(tierNow(report.granted, new Map([...files, ['tier.json', '{}']]), NOW), 'platinum')
  t.equal(tierNow(report.granted, new Map([...files, ['index.ts', 'changed']]), NOW), 'none')
  t.equal(tierNow(undefined, files, NOW), 'none')
})
