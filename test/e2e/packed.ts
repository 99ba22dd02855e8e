// The npm package as `npx` runs it: released twice with the same bytes, unpacked below a
// node_modules (where Node strips no types), and started there by its command.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test, type Test } from 'tap'
import packageJson from '../../package.json' with { type: 'json' }
import { kill, place } from './harness/place.ts'
import { start } from './harness/gateway.ts'
import { buy, ended, texts } from './harness/money.ts'

const ROOT = join(import.meta.dirname, '../..')
const run = promisify(execFile)

/** What is packed is what git knows of. */
const noGit = existsSync(join(ROOT, '.git')) ? false : 'this is no clone'

async function release(to: string): Promise<string> {
  await run('npm', ['run', 'release', '--', to], { cwd: ROOT })
  return readFile(join(to, 'SHA256SUMS'), 'utf8')
}

/** A folder as npx makes it, but for the packages, which are those of this checkout. */
async function unpacked(t: Test) {
  const dir = await mkdtemp(join(tmpdir(), 'lapp-packed-'))
  t.teardown(() => rm(dir, { recursive: true, force: true }))
  const once = join(dir, 'once')
  const sums = [await release(once), await release(join(dir, 'again'))] as const
  const file = join(once, `lapp-gateway-${packageJson.version}.tgz`)
  const house = join(dir, 'node_modules/lapp-gateway')
  await mkdir(house, { recursive: true })
  await run('tar', ['xzf', file, '--strip-components=1', '-C', house])
  await symlink(join(ROOT, 'node_modules'), join(house, 'node_modules'))
  return { once, sums, file, house }
}

test('the npm package starts below node_modules, and sells', { skip: noGit }, async t => {
  const { once, sums, file, house } = await unpacked(t)
  t.equal(sums[0], sums[1], 'released twice, the same bytes')
  t.match(sums[0], /^([0-9a-f]{64}  \S+\n){3}$/)
  await run('sha256sum', ['--check', 'SHA256SUMS'], { cwd: once })
  const bom = await readFile(join(once, `lapp-gateway-${packageJson.version}.cdx.json`), 'utf8')
  for (const name of ['fastify', 'grammy', 'secp256k1']) t.match(bom, `"pkg:npm/${name}@`)
  t.notMatch(bom, 'pkg:npm/tap@')

  const { stdout } = await run('tar', ['tzf', file])
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

  await t.test('SIGTERM to npx, which is all that a supervisor knows of, ends it too', async t => {
    const dir = join(house, '../..')
    await mkdir(join(dir, 'node_modules/.bin'))
    await symlink(bin, join(dir, 'node_modules/.bin/lapp-gateway'))
    await chmod(bin, 0o755)
    const npx = ['sh', '-c', 'cd "$0" && exec npx --no lapp-gateway', dir]
    const under = await start(await place(t), { LAPPS: 'lnsms' }, npx)
    kill(under.child.pid, 'SIGTERM')
    await under.ended
    t.match(under.said(), /SIGTERM: ending/)
    await t.rejects(fetch(`${under.url}/health/live`))
  })

  await t.test('its command line knows the LApps with their tiers', async t => {
    const said = await run(process.execPath, [bin, 'lapp', 'list'])
    t.match(said.stdout, /^lnsms .* platinum$/m)
    t.match((await run(process.execPath, [bin, '--version'])).stdout, /^\d+\.\d+\.\d+\n$/)
  })

  await t.test('a LApp of one’s own, outside, runs as the TypeScript that it is', async t => {
    const own = join(house, '../../own')
    await cp(join(ROOT, 'lapps/echo'), join(own, 'yodel'), { recursive: true })
    const manifest = join(own, 'yodel/lapp.json')
    const text = (await readFile(manifest, 'utf8')).replace('"id": "echo"', '"id": "yodel"')
    await writeFile(manifest, text.replace('"title": "Echo"', '"title": "Yodel"'))
    await rm(join(own, 'yodel/drawings.txt'))
    const env = { ...process.env, LAPPS_DIR: own }
    const checked = await run(process.execPath, [bin, 'lapp', 'check', 'yodel', '--runs', '20'], {
      env
    })
    t.match(checked.stdout, /^✓ C5:/m)
    t.notMatch(checked.stdout, /^tier: none/m)
    const mine = await start(await place(t), { LAPPS: 'yodel', LAPPS_DIR: own }, [
      process.execPath,
      bin
    ])
    const bought = await mine.ask('POST', '/v1/lapps/yodel/purchases', { input: { text: 'Hello' } })
    t.match(await ended(mine, `/v1/purchases/${String(bought.body['id'])}`), {
      status: 'delivered',
      delivery: { output: { echo: 'Hello' } }
    })
    t.equal((await fetch(`${mine.url}/`)).status, 200)
    kill(mine.child.pid, 'SIGTERM')
    await mine.ended
    await cp(join(own, 'yodel'), join(own, 'echo'), { recursive: true })
    const refused = await run(process.execPath, [bin, 'lapp', 'list'], { env }).catch(
      (error: unknown) => error as { stderr: string }
    )
    t.match(refused.stderr, /LAPPS_DIR has echo, which comes along: give it another name\./)
  })
})
