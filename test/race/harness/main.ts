// `npm run race -- --rounds N`: 200 concurrent payments on a
// balance for 10, over two processes, N times: never 11, never 9.
// With `--without GUARD,…` on a copy that lacks these, where it should fail.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { freePort, kill, pidsOf } from '../../e2e/harness/place.ts'
import { OURS } from '../../e2e/harness/gateway.ts'
import { pair } from './pair.ts'
import { AT_ONCE, rounds } from './rounds.ts'
import { without } from './without.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '1000' }, without: { type: 'string' } }
})
const all = Number(values.rounds)
const guards = values.without?.split(',')
const dir = await mkdtemp(join(tmpdir(), 'lapp-race-'))
try {
  const command = guards === undefined ? OURS : await without(guards, join(dir, 'house'))
  const both = await pair({ dir, port: await freePort() }, {}, undefined, command)
  const begun = performance.now()
  const wrong: string[] = []
  for (let done = 0; done < all;) {
    const next = Math.min(100, all - done)
    wrong.push(...(await rounds(both, next)))
    done += next
    const seconds = Math.round((performance.now() - begun) / 1000)
    console.log(JSON.stringify({ rounds: done, atOnce: AT_ONCE, without: guards, seconds, wrong }))
  }
  await both.end()
  process.exitCode = wrong.length > 0 ? 1 : 0
} finally {
  for (const where of [dir, join(dir, 'second')])
    for (const pid of Object.values(pidsOf(where) ?? {})) kill(pid)
}
