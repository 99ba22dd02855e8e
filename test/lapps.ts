// The conformance suite over every folder of lapps/, and the tiers of the LApps of this house.
// A folder that has no tier yet fails nothing here; one that has is mergeable, or the reason shows.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import tap, { test, type Test } from 'tap'
import { checkInvoiceAlone } from '../src/cli/lapp/check-invoice-alone.ts'
import { checkLApp, type Report } from '../src/lapps/conformance/check.ts'
import { passes } from '../src/lapps/conformance/finding.ts'
import { readFiles } from '../src/lapps/contract/files.ts'
import { GRANTED, readGranted, tierNow, TIERS, type Tier } from '../src/lapps/contract/granted.ts'

const LAPPS = join(import.meta.dirname, '../lapps')
/** Fewer random orders than `lapp check`, which grants platinum. */
const FUZZ = { runs: 40, seed: 20_261_124 }

/** What this house promises of its own. */
const PROMISED: Readonly<Record<string, Tier>> = {
  lnsms: 'gold',
  deposit: 'gold',
  satellite: 'gold',
  echo: 'gold',
  sat2io: 'silver',
  lntxbot: 'silver',
  sms4sats: 'silver',
  lnemail: 'silver',
  ppq: 'silver',
  'paid-url': 'silver'
}

const guide = readFileSync(join(LAPPS, 'README.md'), 'utf8')
const rank = (tier: Tier): number => TIERS.indexOf(tier)
const ids = readdirSync(LAPPS, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => name)
  .sort()

// Beside all the other tests, on a small machine.
tap.setTimeout(300_000)

test('every LApp is what its tier says', async t => {
  // They wait most of the time: for the pauses between two tries, for calls that hang.
  t.jobs = ids.length
  for (const id of ids) void t.test(id, t => examine(t, id))
})

async function examine(t: Test, id: string): Promise<void> {
  const folder = join(LAPPS, id)
  if (!existsSync(join(folder, 'lapp.json'))) {
    t.comment(`${id} has no lapp.json`)
    return
  }
  const report = await checkLApp(folder, {
    checkInvoice: checkInvoiceAlone,
    now: new Date(),
    fuzz: FUZZ
  })
  const why = problems(report)
  const tier = report.is === 'examined' ? report.tier : 'none'
  t.comment(`${id}: ${tier}${why.map(line => `\n  ${line}`).join('')}`)
  const files = await readFiles(folder)
  const granted = tierNow(readGranted(files.get(GRANTED)), files, new Date())
  t.ok(rank(granted) <= rank(tier), `${granted} was granted, ${tier} is what it is`)
  if (files.has(GRANTED)) {
    t.not(granted, 'none', `"lapp check ${id}" was run since its last change`)
    t.ok(files.has('icon.svg'), 'it has an icon')
    t.ok(guide.includes(`](${id}/README.md)`), 'it is in the catalogue: "lapp docs" writes its row')
  }
  const promised = PROMISED[id]
  if (promised !== undefined) {
    t.ok(rank(tier) >= rank(promised), `${promised} was promised`)
    t.ok(rank(granted) >= rank(promised), `${promised} was granted`)
  }
}

const problems = (report: Report): string[] =>
  report.is === 'invalid'
    ? [report.why]
    : [...report.found, ...report.judged].flatMap(({ id, finding }) => {
        if ('exempt' in finding) return [`${id} is exempt: ${finding.exempt}`]
        if ('unseen' in finding) return [`${id}: ${finding.unseen}`]
        return passes(finding) ? [] : [`${id}: ${finding.join('; ')}`]
      })
