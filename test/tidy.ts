// The house stays small and swept: how the README says that this
// code is written, as far as a machine can see it.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'tap'
import packageJson from '../package.json' with { type: 'json' }
import { dependencyFaults } from './harness/house/dependencies.ts'
import { parse, readSources, ROOT } from './harness/house/sources.ts'
import { LINES_MAX, linesOf, untidy } from './harness/house/tidy.ts'
import { SHARES } from './harness/house/shares.ts'
import { kindsOf } from './harness/house/unit.ts'
import { unusedExports, unusedFiles } from './harness/house/used.ts'

const sources = readSources(ROOT, 'src', 'lapps', 'test')
const isGenerated = (path: string): boolean => /^clients\/[^/]+\/(v1\.ts$|dist\/)/.test(path)
/** For callers. */
const outside = readSources(ROOT, 'clients', 'examples').filter(({ path }) => !isGenerated(path))

/** Above 250 lines, and why. */
const LONG: Readonly<Record<string, string>> = {
  'test/deposit/credit.ts': 'one story of credits, cursors and kills over one make-believe node',
  'test/http/fixtures/gateway.ts': 'every room of the gateway in memory, one after the other',
  'test/ledger/commit.ts': 'the committer with its connection cut at every place',
  'test/operate/gateway.ts': 'one gateway under way, and all that its operator does to it',
  'test/payment/decide.ts': 'every case there is, in one table',
  'test/payment/fence.ts': 'each end of a lost call beside the others',
  'test/sandbox/recordings.ts': 'every recorded answer beside the one that we give',
  'test/web/hostile-asked.ts': 'one browser is asked everything with every hostile text'
}

/** Programs of their own: started by name, imported by nobody. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'src/guard.js': 'npm starts everything through it',
  'src/main.ts': 'npm start',
  'src/bin.js': 'the command of the npm package',
  'src/bot/qr/worker.ts': 'reads pictures apart from everything else',
  'src/cli/main.ts': 'npm run gateway',
  'src/cli/package/write-dist.ts': 'npm pack',
  'src/cli/package/write-release.ts': 'npm run release',
  'src/cli/write-documents.ts': 'npm run openapi',
  'src/db/embedded/initialise.ts': 'run as the user who will own the database',
  'src/lapps/process/child.ts': "a LApp's process",
  'src/lapps/process/start.js': "the first thing in a LApp's process",
  'test/harness/files.ts': 'npm test',
  'test/all/unit.ts': 'npm run test:unit',
  'test/all/first.ts': 'npm test',
  'test/all/second.ts': 'npm test',
  'test/all/third.ts': 'npm test',
  'test/all/fourth.ts': 'npm test',
  'test/all/fifth.ts': 'npm test',
  'test/all/sixth.ts': 'npm test',
  'test/all/browser.ts': 'npm test',
  'test/all/other-browser.ts': 'npm test',
  'test/all/crash.ts': 'npm test',
  'test/all/simulation.ts': 'npm test',
  'test/crash/harness/main.ts': 'npm run crash',
  'test/crash/harness/program.ts': 'the gateway that dies, for the crash suite',
  'test/deploy/harness/image.ts': 'npm run test:deploy',
  'test/mcp/harness/conformance.ts': 'npm run mcp:conformance',
  'test/mutate/harness/main.ts': 'npm run mutate',
  'test/mutate/harness/worker.ts': 'runs tests on mutants, for npm run mutate',
  'test/race/harness/main.ts': 'npm run race',
  'test/regtest/harness/main.ts': 'npm run regtest',
  'test/sandbox/node/harness/bolt11-diff.ts': 'npm run bolt11:diff',
  'src/sandbox/main.ts': "the sandbox's process",
  'src/web/browser/app.js': 'runs inside Telegram',
  'src/web/browser/page.js': 'runs in browsers, on every page',
  'src/web/browser/playground.js': 'runs in browsers, in the playground',
  'src/web/browser/sign-in.js': 'runs in browsers, back from Telegram',
  'src/web/browser/store.js': 'runs in browsers, in the storefront',
  'src/web/browser/wallet.js': 'runs in browsers, where one pays',
  'src/web/ground/htm-types.ts': 'tsconfig.json names it',
  'src/web/ground/preact-types.ts': 'tsconfig.json names it'
}

/** Used without an import. */
const BY_NAME = [
  '@telegram-apps/bridge',
  'node',
  'openapi-typescript',
  '@types/node',
  'oxfmt',
  'oxlint',
  'oxlint-tsgolint'
]

/** `lapp check` parses what a LApp imports; it says so where the compiler is not installed. */
const FOR_AUTHORS = ['typescript']

test('every file is small, named, introduced and swept', async t => {
  t.ok(sources.length > 300)
  t.same([...sources, ...outside].flatMap(untidy), [])
})

test('no file is long without a reason, and none is excused that has become short', async t => {
  const long = sources.filter(source => linesOf(source) > LINES_MAX).map(({ path }) => path)
  t.same(long, Object.keys(LONG).toSorted())
})

test('the median file has sixty lines or fewer', async t => {
  const lines = sources.filter(({ path }) => path.startsWith('src/')).map(linesOf)
  const median = lines.toSorted((a, b) => a - b)[lines.length >> 1] ?? 0
  t.ok(median <= 60, `${median} lines`)
})

test('nothing lies around unused', async t => {
  for (const program of Object.keys(PROGRAMS)) t.ok(existsSync(join(ROOT, program)), program)
  t.same(unusedFiles(sources, Object.keys(PROGRAMS)), [])
  // What stands in for a package's types is used under the package's name.
  const ours = sources.filter(({ path }) => !path.endsWith('-types.ts'))
  t.same(unusedExports(ours), [])
})

test('a test file is of a unit, shares a process or has its own, by whatever it imports', async t => {
  const found = Object.entries({
    'src/a.ts': `import type { Client } from 'pg'\nexport const a = 1`,
    'src/b.ts': `import pg from 'pg'\nexport const b = pg`,
    'test/harness/c.ts': `import { b } from '../../src/b.ts'\nexport const c = b`,
    'test/a.ts': `import { a } from '../src/a.ts'`,
    'test/b.ts': `import { c } from './harness/c.ts'`,
    'src/d.ts': `import { spawn } from 'node:child_process'\nexport const d = spawn`,
    'test/c.ts': `import { spawn } from 'node:child_process'`,
    'test/d.ts': `import { d } from '../src/d.ts'`
  }).map(([path, text]) => parse(path, text))
  t.same(kindsOf(found), {
    unit: ['test/a.ts'],
    shared: ['test/b.ts', 'test/d.ts'],
    browser: [],
    alone: ['test/c.ts']
  })
  const { unit } = kindsOf(sources)
  t.ok(unit.includes('test/payment/decide.ts'))
  t.ok(unit.length > 60, `${unit.length} of them`)
})

test('every share of the test files has its one program', async t => {
  const programs = sources.filter(({ path }) => path.startsWith('test/all/'))
  const loaded = programs.flatMap(({ text }) => /^await load\('.*$/m.exec(text)?.[0] ?? [])
  const all = Object.entries(SHARES).flatMap(([kind, shares]) =>
    Array.from({ length: shares }, (_, share) => `await load('${kind}', ${share})`)
  )
  t.same(loaded.toSorted(), all.toSorted())
})

test('package.json names what is used, exactly', async t => {
  t.same(dependencyFaults([...sources, ...outside], packageJson, BY_NAME, FOR_AUTHORS), [])
})

test('each room opens with a page of few lines that names what is there', async t => {
  for (const room of globSync('src/*/', { cwd: ROOT })) {
    const text = readFileSync(join(ROOT, room, 'README.md'), 'utf8')
    const lines = text.split('\n').filter(line => line !== '')
    t.ok(lines.length >= 3 && lines.length <= 12, `${room}: ${lines.length} lines`)
    const named = [...text.matchAll(/(?<=[·-] |, )`([a-z0-9-]+)\/?`/g)].map(([, name = '']) => name)
    const there = globSync('**/*', { cwd: join(ROOT, room) }).map(file => basename(file, '.ts'))
    t.same(
      named.filter(name => !there.includes(name)),
      [],
      room
    )
  }
})

const MESSY: readonly (readonly [path: string, text: string, said: RegExp])[] = [
  ['src/a/utils.ts', '// A.', /utils says nothing/],
  ['src/a/camelCase.ts', '// A.', /not kebab-case/],
  ['src/a/index.ts', '// A.', /a barrel/],
  ['src/a/b.ts', `// A.\nexport * from './c.ts'`, /:2: a barrel/],
  ['src/a/b.ts', `import 'pg'`, /its first line/],
  ['src/a/b.ts', `// ${'long '.repeat(20)}`, /:1: 103 columns/],
  ['src/a/b.ts', `// A.\nconst a = () => {${'\na()'.repeat(50)}\n}`, /:2: a function of 52 lines/],
  ['src/a/b.ts', '// A.\nlet a: any', /:2: any/],
  ['src/a/b.ts', '// A.\na!.b()', /:2: a non-null assertion/],
  ['src/a/b.ts', '// A.\n// ' + 'TO' + 'DO: later', /:2: TO.O/],
  ['src/a/b.ts', '// A.\nf({ ...{ a, b } })', /:2: write the properties themselves/],
  ['src/a/b.ts', '// A.\nf({ ...(a && { a }) })', /:2: write the property, undefined/],
  ['src/a/b.ts', '// A.\nf({ ...(a ? { a } : b) })', /:2: write the property, undefined/],
  ['test/a.ts', `test('a', { skip: true }, async () => {})`, /:1: a test that does not run/],
  ['test/a.ts', `t.todo('a')`, /:1: a test that does not run/]
]

test('each rule is seen to catch what breaks it', async t => {
  for (const [path, text, said] of MESSY) {
    const [found = 'nothing', ...more] = untidy(parse(path, text))
    t.match(found, said)
    t.ok(found.startsWith(path), found)
    t.same(more, [])
  }
})

test('what nobody uses is found', async t => {
  const found = Object.entries({
    'src/main.ts': `import { a } from './a.ts'\nimport * as b from './b.ts'\nimport 'c'\na(b.used)\nvoid (await import('./d.ts')).late()`,
    'src/a.ts': 'export const a = 1\nexport function alone() {}\nexport type Free = string',
    'src/b.ts': 'export const used = 1, unused = 2',
    'src/d.ts': 'export const late = () => 1, early = 2',
    'src/dead.ts': ''
  }).map(([path, text]) => parse(path, text))
  t.same(unusedFiles(found, ['src/main.ts']), ['src/dead.ts'])
  t.same(unusedExports(found), ['src/a.ts alone', 'src/b.ts unused', 'src/d.ts early'])
  const declared = { dependencies: { d: '1.0.0' }, devDependencies: { c: '^1.0.0' } }
  t.same(dependencyFaults(found, declared, []), [
    'c: shipped',
    'd: used nowhere',
    '^1.0.0: not exact'
  ])
})
