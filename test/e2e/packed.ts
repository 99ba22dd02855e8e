// The npm package as `npx` runs it: packed twice with the same bytes, unpacked below a node_modules
// (where Node strips no types), and started there by its command.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test, type Test } from 'tap'
import { kill, place, start } from './harness/gateway.ts'
import { buy, ended, texts } from './harness/money.ts'

const ROOT = join(import.meta.dirname, '../..')
const run = promisify(execFile)

/** What is packed is what git knows of. */
const noGit = existsSync(join(ROOT, '.git')) ? false : 'this is no clone'

async function pack(to: string): Promise<string> {
  await mkdir(to)
  await run('npm', ['pack', '--pack-destination', to], { cwd: ROOT })
  const [file = ''] = await readdir(to)
  return join(to, file)
}

/** A folder as npx makes it, but for the packages, which are those of this checkout. */
async function unpacked(t: Test) {
  const dir = await mkdtemp(join(tmpdir(), 'lapp-packed-'))
  t.teardown(() => rm(dir, { recursive: true, force: true }))
  const files = [await pack(join(dir, 'once')), await pack(join(dir, 'again'))] as const
  const house = join(dir, 'node_modules/lapp-gateway')
  await mkdir(house, { recursive: true })
  await run('tar', ['xzf', files[0], '--strip-components=1', '-C', house])
  await symlink(join(ROOT, 'node_modules'), join(house, 'node_modules'))
  return { files, house }
}

test('the npm package starts below node_modules, and sells', { skip: noGit }, async t => {
  const { files, house } = await unpacked(t)
  const [once, again] = await Promise.all(files.map(file => readFile(file)))
  t.ok(once?.equals(again ?? Buffer.of()), 'packed twice, the same bytes')

  const { stdout } = await run('tar', ['tzf', files[0]])
  t.notMatch(stdout, /\.ts$/m, 'JavaScript only')
  t.notMatch(stdout, /^package\/dist\/test\//m)
  for (const one of ['LICENSE', 'README.md', 'CHANGELOG.md', 'SECURITY.md'])
    if (existsSync(join(ROOT, one))) t.match(stdout, `package/${one}\n`)

  const bin = join(house, 'dist/src/bin.js')
  const g = await start(await place(t), { LAPPS: 'lnsms' }, [process.execPath, bin])
  const bought = await buy(g, 'from the packed file')
  t.match(await ended(g, `/v1/purchases/${String(bought.body['id'])}`), { status: 'delivered' })
  t.strictSame(await texts(g), ['from the packed file'])
  kill(g.child.pid, 'SIGTERM')
  t.equal(await g.ended, 0, 'its command ends as the gateway does')

  await t.test('its command line knows the LApps with their tiers', async t => {
    const said = await run(process.execPath, [bin, 'lapp', 'list'])
    t.match(said.stdout, /^lnsms .* platinum$/m)
    t.match((await run(process.execPath, [bin, '--version'])).stdout, /^\d+\.\d+\.\d+\n$/)
  })
})
