// `npm run hostile -- --runs 1000 [--seed 7]`: the long version of test/sim/hostile.ts.
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '1000' }, seed: { type: 'string' } }
})
const env = {
  ...process.env,
  HOSTILE_RUNS: values.runs,
  ...(values.seed !== undefined && { HOSTILE_SEED: values.seed })
}
const args = ['--disable-coverage', '--timeout=7200', 'test/sim/hostile.ts']
const { status } = spawnSync('tap', args, { env, stdio: 'inherit' })
process.exit(status ?? 1)
