// The borders between the rooms hold: who imports whom, and what only one place may do.
import { test } from 'tap'
import { circlesOf } from './harness/house/circles.ts'
import { violations } from './harness/house/rooms.ts'
import { parse, readSources, ROOT } from './harness/house/sources.ts'

const sources = readSources(ROOT, 'src', 'lapps')

test('no room reaches where it should not', async t => {
  t.ok(sources.length > 200)
  t.same(violations(sources), [])
})

test('no file imports itself by way of others, not even for a type', async t => {
  t.same(circlesOf(sources), [])
  const circle = Object.entries({
    'src/main.ts': "import './a.ts'",
    'src/a.ts': "import type { B } from './b.ts'\nimport './ground.ts'",
    'src/b.ts': "import './c.ts'",
    'src/c.ts': "import './a.ts'",
    'src/ground.ts': ''
  }).map(([path, text]) => parse(path, text))
  t.same(circlesOf(circle), ['src/a.ts', 'src/b.ts', 'src/c.ts'])
})

/** A house whose every file breaks one rule, and what is said about it. */
const PLANTED: readonly (readonly [path: string, text: string, said: string])[] = [
  ['core/a.ts', `import '../db/orm.ts'`, '→ src/db/orm.ts: core may import nothing'],
  ['core/b.ts', `import 'pg'`, '→ pg: core imports nothing'],
  [
    'http/a.ts',
    `import '../ledger/commit.ts'`,
    '→ src/ledger/commit.ts: http may import core, acc'
  ],
  ['http/b.ts', `import type { A } from '../db/orm.ts'`, '→ src/db/orm.ts: http may import'],
  ['http/c.ts', `export { a } from '../lightning/port.ts'`, '→ src/lightning/port.ts: http may'],
  ['http/d.ts', `import { Client } from 'pg'`, '→ pg: that package belongs to db, ledger'],
  ['bot/a.ts', `await import('../ledger/commit.ts')`, '→ src/ledger/commit.ts: bot may import'],
  ['payment/a.ts', `let a: import('../lightning/answers.ts').A`, '→ src/lightning/answers.ts: pay'],
  ['payment/decide.ts', `import './rows.ts'`, '→ src/payment/rows.ts: a decide.ts is pure'],
  ['payment/b.ts', `const a = { is: 'failed' } as Failed`, ':1: only src/lightning/answers.ts'],
  ['payment/d.ts', `const a = { is: 'cleared' } as Proof`, ':1: only src/lightning/phantom.ts'],
  ['payment/c.ts', 'em.execute(`insert into entry values (${a})`)', ':1: only src/ledger/ writes'],
  ['account/a.ts', `em.execute("update  account set seq = 1")`, ':1: only src/ledger/ writes acc'],
  ['account/b.ts', `em.nativeUpdate(AccountRow, {}, {})`, ':1: only src/ledger/ writes accounts'],
  ['account/c.ts', `em.fork().find(ApiKeyRow, {})`, ':1: rooms read by src/db/query.ts'],
  ['transfer/decide.ts', `export const now = () => Date.now()`, ':1: a decide.ts is pure'],
  ['app/run.ts', `console.log(process.env.HOME)`, ':1: only src/config.ts reads the environment'],
  ['new.ts', `import './core/msat.ts'`, '→ src/core/msat.ts: new is no room of the house'],
  ['main.ts', `import './db/orm.ts'`, '→ src/db/orm.ts: main may import app, config'],
  ['core/c.ts', `import '../app/run.ts'`, '→ src/app/run.ts: core may import nothing'],
  ['http/e.ts', `import '../app/run.ts'`, '→ src/app/run.ts: http may import core'],
  ['app/a.ts', `import '../cli/main.ts'`, '→ src/cli/main.ts: app may import config, core'],
  ['app/b.ts', `import { Command } from 'commander'`, '→ commander: that package belongs to cli'],
  ['utils/a.ts', `import '../core/msat.ts'`, '→ src/core/msat.ts: utils is no room of the house'],
  ['sandbox/a.ts', `import '../ledger/unit.ts'`, '→ src/ledger/unit.ts: sandbox may import core, l']
]

test('each rule is seen to catch what breaks it', async t => {
  for (const [path, text, said] of PLANTED) {
    const root = t.testdir({ src: { [path.split('/')[0] ?? '']: nested(path, text) } })
    const [first = 'nothing', ...more] = violations(readSources(root, 'src'))
    t.ok(first.startsWith(`src/${path}${said.startsWith(':') ? '' : ' '}${said}`), first)
    t.same(more, [])
  }
  const root = t.testdir({ lapps: { evil: { 'index.ts': `import '../good/index.ts'` } } })
  t.same(violations(readSources(root, 'lapps')), [
    "lapps/evil/index.ts → lapps/good/index.ts: a LApp imports only '#lapp' and its own files"
  ])
})

const nested = (path: string, text: string): string | Record<string, string> => {
  const file = path.split('/')[1]
  return file === undefined ? text : { [file]: text }
}
