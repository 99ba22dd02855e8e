// What the pages tell people to type works, what they list
// is what there is, and their links lead somewhere.
import { execFile, spawnSync } from 'node:child_process'
import { globSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { test } from 'tap'
import ts from 'typescript'
import config from '../schemas/config.json' with { type: 'json' }
import { composed } from './e2e/harness/composed.ts'
import { LNSMS, newcomer } from './e2e/harness/place.ts'
import {
  blocks,
  brokenLinks,
  commands,
  readPages,
  table,
  type Page
} from './harness/house/markdown.ts'
import { readSources, ROOT } from './harness/house/sources.ts'
import { open } from './lapps/harness/open.ts'

const run = promisify(execFile)
const pages = readPages(ROOT)
const page = (path: string): Page => pages.find(one => one.path === path) ?? { path, text: '' }

/** The one command for a lightningd. */
const RUNE =
  pages
    .flatMap(one => blocks(one, 'sh'))
    .flatMap(commands)
    .find(line => line.includes('createrune')) ?? ''

/** Commands that are not run here, and how they are covered. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'npm install && npm start':
    'test/e2e/outermost.ts starts that, and test/e2e/start.ts what it starts',
  'npm install && npm test': 'it runs this',
  [RUNE]: 'there is no lightningd here; test/lightning/doors.ts compares it with the driver',
  'npm run check': 'npm test runs it beside the tests',
  'npm run format': 'it writes; npm run check says whether it would',
  'npm run test:unit': 'npm test runs each of its files',
  'npm run openapi': 'it writes; test/openapi.ts compares with what it would',
  'npx tap test/core/msat.ts': 'npm test runs that file',
  'mkdir -p -m 700 ~/lapp-backups': 'it would stay in the home of whoever runs the tests',
  'npm run gateway -- backup ~/lapp-backups --keep 14':
    'test/cli/names.ts, with a folder that is there',
  'node_modules/.bin/node --max-semi-space-size=64 src/guard.js src/cli/main.ts serve':
    'it stays, and needs a node: test/e2e/outermost.ts starts and ends what npm starts, directly',
  'GATEWAY_KEY=$KEY node_modules/.bin/node examples/shop.ts':
    'it stays: test/examples.ts buys from it',
  'curl -N http://127.0.0.1:3000/v1/events -H "Authorization: Bearer $KEY"':
    'it stays: test/http/routes/events.ts follows it',
  'curl -X POST http://127.0.0.1:8080/orders': 'test/examples.ts sends that',
  'LIGHTNING_RPC=/home/you/.lightning/bitcoin/lightning-rpc DATABASE_URL=postgres://lapp:secret@127.0.0.1/lapp npm start':
    'test/config.ts reads its variables; the node and the database are not here'
}

/** What has to be seen, in this order. */
const SEEN: readonly RegExp[] = [
  /"balance_msat":1000000000,/,
  /"status":"delivered"/,
  /"messages":\[\{"text":"hello"/,
  /"preimage":"[0-9a-f]{64}"/,
  /"status":"succeeded"/,
  /"type":"payment".*"type":"deposit"/,
  /name: alice/,
  /alice.*\n.*sandbox/,
  /key: lgk_/,
  /books: balance/,
  /none/,
  /Usage: gateway/,
  /from a bot: delivered for \d+ msat/,
  // The guide, by the names of its pages: budgets …
  /"text":"within the budget".*"status":"delivered"|"status":"delivered".*"text":"within the budget"/,
  /"left_msat":\d+/,
  /"key":"lgk_/,
  /"name":"Ada".*"balance_msat":3000000/,
  /"text":"for a user"/,
  /"sub_accounts":1/,
  /"status":"closed"/,
  // … first call …
  /"status":"settled"/,
  /"text":"quoted"/,
  // … unknown outcomes …
  /"id":"(pur_\w+)".*"text":"only once"[^]*"id":"\1"/,
  /"id":"pay_/,
  // … webhooks.
  /"status":"pending","attempts":1/,
  /"secret":"whsec_/
]

const noCurl = spawnSync('curl', ['--version']).status === 0 ? false : 'there is no curl here'

test('what a page says to type is run, or has its reason', { skip: noCurl }, async t => {
  const at = await newcomer(t)
  const gateway = await composed(t, at, LNSMS)
  const seen = new Set<string>()
  const lines = pages
    .flatMap(one => blocks(one, 'sh'))
    .flatMap(commands)
    .filter(line => {
      if (!(line in ELSEWHERE)) return true
      seen.add(line)
      return false
    })
    .map(line =>
      line
        .replace(/^(?=GATEWAY_KEY)/, `GATEWAY_URL=${gateway.url} `)
        .replaceAll('http://127.0.0.1:3000', gateway.url)
        .replaceAll('./.data/', `${at.dir}/`)
        .replaceAll('acc_…', gateway.account)
    )
  t.same([...seen].toSorted(), Object.keys(ELSEWHERE).toSorted())
  const script = ['set -eu', 'curl() { command curl -sS --fail-with-body "$@"; echo; }', ...lines]
  const env = { ...process.env, DATA_DIR: at.dir, PORT: String(at.port) }
  const { stdout } = await run('sh', ['-c', script.join('\n')], { cwd: ROOT, env })
  let rest = stdout
  for (const expected of SEEN) {
    const found = expected.exec(rest)
    t.ok(found, expected.source)
    if (found !== null) rest = rest.slice(found.index + found[0].length)
  }
  await gateway.close()
})

test('the table of variables is the schema of the configuration', async t => {
  const rows = table(page('README.md'), 'variable').map(cells => cells.map(code))
  const own = rows.filter(([name = '']) => !name.startsWith('LAPP_'))
  t.same(
    own.map(([name]) => name),
    Object.keys(config.properties)
  )
  const schemas: Readonly<
    Record<string, { readonly type: string; readonly default?: string | number | boolean }>
  > = config.properties
  for (const [name = '', , shown] of own) {
    const real = schemas[name]?.default
    if (real !== undefined) t.equal(shown, String(real), name)
  }
})

test('the table of commands is what the command line has', async t => {
  const help = await run(process.execPath, ['src/cli/main.ts', '--help'], { cwd: ROOT })
  const listed = help.stdout.slice(help.stdout.indexOf('\nCommands:'))
  const names = [...listed.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = '']) => name)
  const rows = table(page('README.md'), '`npm run gateway --`').map(([cell = '']) => code(cell))
  t.same(rows.toSorted(), names.filter(name => name !== 'help').toSorted())
})

test('the table of rooms is the folders of src', async t => {
  const rows = table(page('README.md'), 'room').map(([cell = '']) => code(cell))
  t.same(
    rows.toSorted(),
    globSync('*/', { cwd: join(ROOT, 'src') })
      .map(name => name.replace('/', ''))
      .toSorted()
  )
})

const code = (cell: string): string => /^`([^`]*)`$/.exec(cell)?.[1] ?? cell

test('every link leads somewhere, and so does every page that the code cites', async t => {
  t.same(
    pages.flatMap(one => brokenLinks(one, ROOT)),
    []
  )
  const names = pages.map(({ path }) => basename(path))
  const cited = readSources(ROOT, 'src', 'lapps', 'test').flatMap(({ path, text }) =>
    [...text.matchAll(/^\s*(?:\/\/|\*|\/\*\*).*?\b([\w-]+\.md)\b/gm)].map(([, name = '']) => ({
      path,
      name
    }))
  )
  t.same(
    cited.filter(({ name }) => !names.includes(name)),
    []
  )
})

test('no picture is heavy', async t => {
  const folder = join(ROOT, 'openapi/pictures')
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const sizes = names
    .filter(name => name.endsWith('.png'))
    .map(name => [name, statSync(join(folder, name)).size] as const)
  for (const [name, size] of sizes) t.ok(size <= 200_000, `${name}: ${size} bytes`)
  const sum = sizes.reduce((all, [, size]) => all + size, 0)
  t.ok(sum < 2_000_000, `${sum} bytes in all`)
  const shown = [...page('README.md').text.matchAll(/\]\(openapi\/pictures\/([\w/-]+\.png)\)/g)]
  t.same(
    shown.map(([, name]) => name).filter(name => name !== undefined && !names.includes(name)),
    []
  )
})

test('the example of the guide compiles, and is a LApp', async t => {
  const guide = page('lapps/README.md')
  const [manifest = ''] = blocks(guide, 'json')
  const [index = ''] = blocks(guide, 'ts')
  const { list, invalid } = await open(t, {
    yodel: { 'lapp.json': manifest, 'index.ts': index }
  })
  t.same(invalid, [])
  t.match(list, [{ id: 'yodel', manifest: { title: 'Yodel' } }])
  t.same(complaints(join(t.testdirName, 'yodel/index.ts')), [])
})

function complaints(file: string): readonly string[] {
  const { config: json } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), path =>
    ts.sys.readFile(path)
  ) as { config: object }
  const { options } = ts.parseJsonConfigFileContent({ ...json, files: [file] }, ts.sys, ROOT)
  const program = ts.createProgram([file], options)
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}
