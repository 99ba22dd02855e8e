// What stands before every program: a clone whose packages are not
// there, an old Node, and a parent that is killed.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'tap'

const ROOT = join(import.meta.dirname, '..')
const GUARD = join(ROOT, 'src/guard.js')
/** Its modules lack what came later: a name that is not there would be told of instead. */
const OLD_MODULE = `import m from 'node:module'
  export const { createRequire } = m
  export default { createRequire }`
const OLD = `import { registerHooks } from 'node:module'
  const versions = { ...process.versions, node: '25.9.9' }
  Object.defineProperty(process, 'versions', { value: versions })
  const url = 'data:text/javascript,' + encodeURIComponent(${JSON.stringify(OLD_MODULE)})
  registerHooks({
    resolve: (name, from, next) =>
      name === 'node:module' && from.parentURL?.endsWith('/guard.js')
        ? { url, shortCircuit: true }
        : next(name, from)
  })`
const AS_OLD = ['--import', `data:text/javascript,${encodeURIComponent(OLD)}`]

const under = (flags: readonly string[], guard: string, ...rest: readonly string[]) =>
  spawnSync(process.execPath, [...flags, guard, ...rest], { encoding: 'utf8' })

test('an old Node is told in one line what to do, and starts nothing', async t => {
  const dir = t.testdir({ 'program.js': 'console.log("started", process.argv.slice(2))' })
  const program = [join(dir, 'program.js'), 'a', 'b']
  const { status, stdout, stderr } = under(AS_OLD, GUARD, ...program)
  t.equal(status, 2)
  t.equal(stdout, '')
  t.match(stderr, /^lapp-gateway .* needs Node 26 .* run `npm rebuild node [^\n]*\n$/)
  t.equal(
    under([], GUARD, ...program).stdout,
    "started [ 'a', 'b' ]\n",
    'ours starts it, with its arguments'
  )
})

test('a clone without its packages is told to install them, under any Node', async t => {
  // Out of this checkout, whose packages would be found.
  const dir = await mkdtemp(join(tmpdir(), 'lapp-guard-'))
  t.teardown(() => rm(dir, { recursive: true }))
  await mkdir(join(dir, 'src'))
  await copyFile(GUARD, join(dir, 'src/guard.js'))
  await copyFile(join(ROOT, 'package.json'), join(dir, 'package.json'))
  for (const flags of [[], AS_OLD]) {
    const { status, stdout, stderr } = under(flags, join(dir, 'src/guard.js'), 'src/main.ts')
    t.equal(status, 2)
    t.equal(stdout, '')
    t.match(
      stderr,
      /^lapp-gateway [^\n]* packages that are not here, so run `npm install`[^\n]*\n$/
    )
  }
  await symlink(join(ROOT, 'node_modules'), join(dir, 'node_modules'))
  t.equal(under([], join(dir, 'src/guard.js')).status, 0, 'with them it has nothing to say')
})

test('whoever kills npm ends what it started', async t => {
  const dir = t.testdir({
    'program.js': `process.on('SIGTERM', () => { console.log('told'); process.exit() })
      console.log('runs'); setInterval(() => {}, 1000)`
  })
  const line = `"${process.execPath}" "${GUARD}" "${join(dir, 'program.js')}"; true`
  const shell = spawn('sh', ['-c', line], { env: { ...process.env, npm_lifecycle_event: 'start' } })
  let said = ''
  const ended = once(shell.stdout, 'close')
  shell.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (said === 'runs\n') shell.kill('SIGKILL')
  })
  await ended
  t.equal(said, 'runs\ntold\n')
})
