// A newcomer follows lapps/README.md to the letter, in a copy of the house.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import tap, { test, type Test } from 'tap'
import { readFiles } from '../src/lapps/contract/files.ts'
import { RULES } from '../src/lapps/conformance/quality.ts'
import { newcomer } from './e2e/harness/place.ts'
import { start } from './e2e/harness/gateway.ts'
import { blocks, type Page } from './harness/house/markdown.ts'
import { ROOT } from './harness/house/root.ts'

const run = promisify(execFile)
const PATH = 'lapps/README.md'
const TEXT = 'Hello, is anybody there?'
/** What a checkout has besides what is in it. */
const OWN = ['.git', '.tap', '.data', 'node_modules']

const readGuide = async (): Promise<Page> => ({
  path: PATH,
  text: await readFile(join(ROOT, PATH), 'utf8')
})

// Beside all the other tests, on a small machine.
tap.setTimeout(300_000)

test('the guide builds a LApp from nothing, which is bronze and can be bought at once', async t => {
  const house = await copy(t)
  const guide = await readGuide()
  const command = [process.execPath, join(house, 'src/guard.js'), join(house, 'src/main.ts')]
  const at = await newcomer(t)
  const first = await start(at, {}, command)
  const before = await digest(house)
  const written = await follow(guide, house, at.dir)
  t.ok(written < 60, `${written} lines of one's own`)
  const { tier } = JSON.parse(await readFile(join(house, 'lapps/yodel/tier.json'), 'utf8')) as {
    tier: string
  }
  t.match(tier, /bronze|silver|gold|platinum/)
  t.same(await digest(house), before, 'no other file was touched')
  first.child.kill('SIGTERM')
  await first.ended
  await t.test('and is as good as the house asks of every file', t => stillGreen(t, house))

  const gateway = await start(at, { LAPPS: 'yodel' }, command)
  const document = await (await fetch(`${gateway.url}/openapi.json`)).text()
  t.match(JSON.parse(document), { paths: { '/v1/lapps/yodel/purchases': { post: {} } } })
  t.match(document, /"maxLength":200/)
  const shown = await gateway.ask('GET', '/v1/lapps/yodel')
  t.match(shown.body, { tier, status: 'active', input: { required: ['text'] } })
  const bought = await gateway.ask(
    'POST',
    '/v1/lapps/yodel/purchases',
    { input: { text: TEXT } },
    { wait: 30 }
  )
  t.match(bought.body, {
    status: 'delivered',
    amount_msat: 24_000,
    delivery: { output: { echo: TEXT } }
  })
  gateway.child.kill('SIGTERM')
  await gateway.ended
})

test('every rule of the quality scale has its paragraph in the guide, and no other has', async t => {
  const { text } = await readGuide()
  const told = [...text.matchAll(/^- \*\*([a-z-]+)\*\*( \*)?: /gm)]
  t.same(
    told.map(([, id]) => id),
    RULES.map(({ id }) => id)
  )
  t.same(
    told.flatMap(([, id, firm]) => (firm === undefined ? [id] : [])),
    RULES.flatMap(({ id, exemptable }) => (exemptable ? [id] : []))
  )
})

/** What of `npm test` looks at `lapps/`: nothing else can tell that there is one more. */
async function stillGreen(t: Test, house: string): Promise<void> {
  // As in a shell of one's own, without what tap hands down.
  const shell = { PATH: process.env['PATH'], HOME: process.env['HOME'] }
  const only = { ...shell, TAP_GREP: '/^/\n/^yodel$/' }
  const type = (line: string, env: NodeJS.ProcessEnv = shell) =>
    run('sh', ['-c', line], { cwd: house, env })
  const whole = ['architecture', 'tidy', 'openapi'].map(name => `node test/${name}.ts`)
  const row = 'node src/guard.js src/cli/main.ts lapp docs'
  // Whatever traces what tests start cannot load their entry points, which have no extension.
  const looks = ['oxlint', 'oxfmt --check'].map(tool => `NODE_OPTIONS= ${tool} lapps/yodel`)
  for (const line of [row, ...looks, ...whole]) await t.resolves(type(line), line)
  const { stdout } = await type('node test/lapps.ts', only)
  t.match(stdout, /^ +ok \d+ - yodel # time/m, 'its tier is what it is')
}

/** Everything but what is installed, and but what the guide builds. */
async function copy(t: Test): Promise<string> {
  const house = await mkdtemp(join(tmpdir(), 'lapp-guide-'))
  t.teardown(() => rm(house, { recursive: true, force: true }))
  await chmod(house, 0o755)
  for (const name of await readdir(ROOT)) {
    if (OWN.includes(name)) continue
    await cp(join(ROOT, name), join(house, name), { recursive: true })
  }
  // Whoever has followed the guide has it already.
  await rm(join(house, 'lapps/yodel'), { recursive: true, force: true })
  await symlink(join(ROOT, 'node_modules'), join(house, 'node_modules'))
  return house
}

/**
 * Types the commands and writes the files, in the order of the guide. @returns the lines that were
 * written by hand
 */
async function follow(guide: Page, house: string, dataDir: string): Promise<number> {
  const env = { PATH: process.env['PATH'], DATA_DIR: dataDir }
  const type = async (line: string): Promise<void> => {
    const typed = line.replace('npm run gateway --', 'node src/guard.js src/cli/main.ts')
    await run('sh', ['-c', typed], { cwd: house, env })
  }
  const [make = '', ...rest] = guide.text.match(/(?<=^ {4})npm run gateway -- lapp .*$/gm) ?? []
  await type(make)
  const folder = join(house, 'lapps/yodel')
  const made = await readFiles(folder)
  const files = {
    'lapp.json': blocks(guide, 'json')[0],
    'index.ts': blocks(guide, 'ts')[0],
    'README.md': blocks(guide, 'md')[0],
    'icon.svg': blocks(guide, 'svg')[0]
  }
  let own = 0
  for (const [name, text = ''] of Object.entries(files)) {
    await writeFile(join(folder, name), text)
    const given = made.get(name)?.split('\n') ?? []
    own += text.split('\n').filter(line => line.trim() !== '' && !given.includes(line)).length
  }
  for (const line of rest) await type(line)
  return own
}

/** Of every file but those of the new LApp. */
async function digest(house: string): Promise<string> {
  const hash = createHash('sha256')
  for (const name of ['src', 'lapps', 'schemas', 'openapi']) {
    for (const [path, text] of await readFiles(join(house, name))) {
      if (!path.startsWith('yodel/')) hash.update(JSON.stringify([name, path, text]))
    }
  }
  return hash.digest('hex')
}
