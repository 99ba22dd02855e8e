// `npm run crash -- --per-step N`: each named step gets N kills and N/4 repeats, over
// two gateways side by side, each with a database and a node; prints the counts.
import { mkdtemp, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startPostgres } from '../../../src/db/embedded/postgres.ts'
import { kill, pidsOf } from '../../e2e/harness/place.ts'
import { copyHouse } from '../../harness/copy.ts'
import { blank, round } from './campaign.ts'
import { judge } from './judge.ts'
import { openLane } from './lane.ts'
import { pauses } from './pause.ts'
import { survive } from './survive.ts'
import { sum, table } from './table.ts'

const { values } = parseArgs({
  options: {
    'per-step': { type: 'string', default: '40' },
    lanes: { type: 'string', default: '2' }
  }
})
const rounds = Number(values['per-step'])
const dir = await mkdtemp(join(tmpdir(), 'lapp-crash-'))
const house = await copyHouse(dir, ['lnsms', 'echo'])
const postgres = await startPostgres({ dir: join(dir, 'postgres'), log: () => undefined })
const begun = performance.now()
const report = blank()
const lanes = Math.min(Number(values.lanes), rounds)
const say = (line: string): void => console.log(line)
const pause = pauses(lanes, say)
let next = 0
let told = 0

async function lane(name: string): Promise<void> {
  const at = join(dir, name)
  await mkdir(at)
  const lane = await openLane({ house, dir: at, url: await database(name) })
  try {
    // What the first deaths need.
    report.violations.push(...(await judge(lane, [])))
    while (next < rounds) {
      const nth = next++
      await round(lane, nth, report, { between: pause.here })
      for (; told < report.violations.length; told++)
        say(`when quiet: ${report.violations[told] ?? ''}`)
      const minutes = ((performance.now() - begun) / 60_000).toFixed(1)
      say(`round ${nth + 1} of ${rounds}, ${minutes} min: ${JSON.stringify(sum(report))}`)
    }
    report.violations.push(...(await survive(lane)))
    // Whatever was ever said to anybody.
    report.violations.push(...(await judge(lane, lane.acts)))
    // Who waits for no round counts as one that waits.
    pause.leave()
  } finally {
    await lane.close()
    for (const pid of Object.values(pidsOf(at) ?? {})) kill(pid)
  }
}

async function database(name: string): Promise<string> {
  const client = new pg.Client(postgres.url)
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  return Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href
}

try {
  await Promise.all(Array.from({ length: lanes }, (_, n) => lane(`lane${n}`)))
  say(table(report))
  for (const line of report.violations.slice(told)) say(`when quiet: ${line}`)
  say(JSON.stringify(sum(report)))
  process.exitCode = sum(report).violations > 0 ? 1 : 0
} finally {
  await postgres.stop()
}
