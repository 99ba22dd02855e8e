// Under an old Node, which is what there is where install scripts were not allowed.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'tap'

const GUARD = join(import.meta.dirname, '../src/guard.js')
const OLD = `const versions = { ...process.versions, node: '25.9.9' }
  Object.defineProperty(process, 'versions', { value: versions })`
const AS_OLD = ['--import', `data:text/javascript,${encodeURIComponent(OLD)}`]

test('an old Node is told in one line what to do, and starts nothing', async t => {
  const dir = t.testdir({ 'program.js': 'console.log("started", process.argv.slice(2))' })
  const under = (flags: readonly string[]) =>
    spawnSync(process.execPath, [...flags, GUARD, join(dir, 'program.js'), 'a', 'b'], {
      encoding: 'utf8'
    })
  const { status, stdout, stderr } = under(AS_OLD)
  t.equal(status, 2)
  t.equal(stdout, '')
  t.match(stderr, /^lapp-gateway .* needs Node 26 .* run `npm rebuild node [^\n]*\n$/)
  t.equal(under([]).stdout, "started [ 'a', 'b' ]\n", 'ours starts it, with its arguments')
})
