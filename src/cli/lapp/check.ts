// `lapp check`: runs the conformance suite over one folder and prints the result; writes the
// granted tier and the drawings beside the code.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkLApp, type Report } from '../../lapps/conformance/check.ts'
import { passes, type Finding } from '../../lapps/conformance/finding.ts'
import { DRAWINGS, GRANTED, TIERS } from '../../lapps/contract/granted.ts'
import { checkInvoiceAlone } from './check-invoice-alone.ts'
import { folderOf, json, write } from './folder.ts'
import type { Shell } from '../shell.ts'
import { unformatted } from './unformatted.ts'

const FUZZ_RUNS = 1_000

type Options = { readonly runs?: number; readonly seed?: number; readonly update?: boolean }

/** @returns whether it reaches at least bronze */
export async function check(
  id: string,
  { runs = FUZZ_RUNS, seed = Date.now() % 1_000_000_000, update = false }: Options,
  { readConfig, console }: Shell
): Promise<boolean> {
  const folder = folderOf(id, readConfig())
  const deps = { checkInvoice: checkInvoiceAlone, now: new Date(), fuzz: { runs, seed } }
  const report = await checkLApp(folder, deps, update)
  if (report.is === 'invalid') {
    console.log(`✗ ${report.why}`)
    return false
  }
  for (const line of lines(report, seed)) console.log(line)
  for (const line of await unformatted(folder)) console.log(line)
  // An incomplete LApp will still change: drawings made now would be stale at the next step.
  const drawn = existsSync(join(folder, DRAWINGS))
  if (update || (!drawn && report.tier !== 'none')) {
    await write(join(folder, DRAWINGS), report.drawings)
  }
  const compatible = report.judged.every(
    rule => rule.id !== 'form-compatible' || passes(rule.finding)
  )
  if (report.tier === 'none' || !compatible) return false
  // A shorter run is for authors while they write, and grants no tier.
  if (runs >= FUZZ_RUNS) await write(join(folder, GRANTED), json(report.granted))
  return true
}

type Examined = Extract<Report, { is: 'examined' }>

function lines({ found, judged, tier, anywhere, redrawn }: Examined, seed: number): string[] {
  const checks = found.flatMap(({ id, why, finding }) => line(id, why, finding))
  const rules = TIERS.slice(1).flatMap(of => [
    of,
    ...judged
      .filter(rule => rule.tier === of)
      .flatMap(rule => line(`  ${rule.id}`, rule.why, rule.finding))
  ])
  const next = TIERS[TIERS.indexOf(tier) + 1]
  const lacking = judged.filter(rule => rule.tier === next && !passes(rule.finding))
  const missing = lacking.map(({ id }) => id).join(', ')
  return [
    ...checks,
    '',
    ...rules,
    '',
    ...(anywhere
      ? ['!! IT MAY ASK ANY PUBLIC HOST (hosts: "*"): two maintainers look at it', '']
      : []),
    ...(redrawn.length > 0 ? [`${DRAWINGS} is drawn anew:`, ...redrawn, ''] : []),
    `random orders from seed ${seed}`,
    `tier: ${tier}`,
    ...(next === undefined ? [] : [`missing for ${next}: ${missing}`])
  ]
}

function line(id: string, why: string, finding: Finding): string[] {
  if ('exempt' in finding) return [`– ${id}: exempt, ${finding.exempt}`]
  if ('unseen' in finding) return [`– ${id}: ${finding.unseen}`]
  if (finding.length === 0) return [`✓ ${id}: ${why}`]
  return [`✗ ${id}: ${why}`, ...finding.map(problem => `      ${problem}`)]
}
