// `npm run fuzz -- --requests 100000 [--seed N]`: that many requests to a sandbox of its own, which
// is audited after; prints the counts by status and by operation, and each kind of fault once.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { stopPostgres } from '../../../../src/db/embedded/postgres.ts'
import { ECHO_AND_LNSMS, freePort, kill, pidsOf } from '../../../e2e/harness/place.ts'
import { start } from '../../../e2e/harness/gateway.ts'
import { cli } from '../../../e2e/harness/cli.ts'
import { fuzz, type Report } from './fuzz.ts'

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' }
  }
})

const begun = performance.now()
const minutes = (): string => `${((performance.now() - begun) / 60_000).toFixed(1)} min`

function print({ counts, faults }: Report): void {
  const all = new Map<number, number>()
  for (const [name, row] of [...counts].toSorted()) {
    for (const [status, n] of row) all.set(status, (all.get(status) ?? 0) + n)
    console.log(`${name.padEnd(60)} ${line(row)}`)
  }
  console.log(`\n${'all'.padEnd(60)} ${line(all)}`)
  for (const [kind, request] of faults) console.log(`\n${kind}\n  ${request}`)
}

const line = (row: ReadonlyMap<number, number>): string =>
  [...row]
    .toSorted(([a], [b]) => a - b)
    .map(([status, n]) => `${status}: ${n}`)
    .join(', ')

const dir = await mkdtemp(join(tmpdir(), 'lapp-fuzz-'))
const place = { dir, port: await freePort() }
try {
  const g = await start(place, { ...ECHO_AND_LNSMS, TRUST_PROXY: '127.0.0.1' })
  const seed = Number(values.seed)
  const report = await fuzz(g, {
    seed,
    requests: Number(values.requests),
    at: done => {
      if (done % 5_000 === 0) console.log(`${done} requests, ${minutes()}`)
    }
  })
  print(report)
  const { code, out } = await cli(place, 'audit')
  console.log(`\nseed ${seed}, ${minutes()}, ${report.faults.size} faults, audit: ${code} ${out}`)
  process.exitCode = report.faults.size === 0 && code === 0 ? 0 : 1
  g.child.kill('SIGTERM')
  await g.ended
} finally {
  for (const pid of Object.values(pidsOf(dir) ?? {})) kill(pid)
  await stopPostgres(join(dir, 'postgres'))
  await rm(dir, { recursive: true, force: true })
}
