// `npm run crash -- --per-step N`: each named step gets N kills (or
// repeats), on one database and node; prints the counts.
import { parseArgs } from 'node:util'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, kill, pidsOf } from '../../e2e/harness/gateway.ts'
import { campaign } from './campaign.ts'

const say = (line: string): void => console.log(line)
const { values } = parseArgs({ options: { 'per-step': { type: 'string', default: '40' } } })
const dir = await mkdtemp(join(tmpdir(), 'lapp-crash-'))
const place = { dir, port: await freePort() }
try {
  const report = await campaign(place, {}, { rounds: Number(values['per-step']) }, say)
  console.log(JSON.stringify(report))
  process.exitCode = report.violations.length > 0 ? 1 : 0
} finally {
  for (const pid of Object.values(pidsOf(dir) ?? {})) kill(pid)
}
