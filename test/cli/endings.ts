// How commands end: 2 for bad usage, 3 where nobody could look, 1 only for books that do not
// balance; one line each time and no trace, whatever an operator has typed or lost.
import { execFile } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { test, type Test } from 'tap'
import packageJson from '../../package.json' with { type: 'json' }
import config from '../../schemas/config.json' with { type: 'json' }
import { showId } from '../../src/core/ids.ts'
import { books } from '../harness/books.ts'
import { createDatabase } from '../harness/database.ts'
import { gateway, type Said } from './harness/gateway.ts'
import { ownProcess, ROOT } from './harness/own-process.ts'

/** One line, or two where `--help` is offered; never a trace. */
function isBrief(t: Test, { stderr }: Said, what: string): void {
  t.ok(stderr.split('\n').length <= 3, `${what}: ${stderr}`)
  t.notMatch(stderr, /^ {4}at /m, what)
}

test('bad usage ends with 2', async t => {
  const typed: readonly (readonly string[])[] = [
    ['no-such-command'],
    ['audit', 'too', 'many'],
    ['audit', '--no-such-option'],
    ['key', 'create'],
    ['unfreeze'],
    ['account', 'create', ''],
    ['account', 'create', '   '],
    ['backup', '/tmp', '--keep', 'none'],
    ['restore', '/no/such/file'],
    ['restore', '/tmp'],
    ['backup', '/no/such/folder/file', '--keep', '3'],
    ['backup', '/etc/passwd']
  ]
  const said = await Promise.all(typed.map(argv => gateway(argv)))
  for (const [at, argv] of typed.entries()) {
    const one = said[at] ?? { code: 0, stdout: '', stderr: '' }
    t.equal(one.code, 2, argv.join(' '))
    t.not(one.stderr, '')
    isBrief(t, one, argv.join(' '))
  }
  t.match(said[8], { stderr: 'There is no file /no/such/file.\n' })
})

test('a DATA_DIR that cannot be used is named', async t => {
  for (const dir of ['/etc/passwd', '/etc/passwd/below', '/proc', '/proc/1']) {
    const one = await gateway(['audit'], { DATA_DIR: dir })
    t.equal(one.code, 2, dir)
    t.match(one.stderr, /^DATA_DIR must be a folder that can be written to; [^\n]*\.\n$/)
  }
})

test('a database that is down is told within five seconds, with 3', async t => {
  const silent = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => silent.once('listening', resolve))
  t.teardown(() => silent.close())
  const { port } = silent.address() as AddressInfo
  const own = new URL(await createDatabase(t))
  const lost: readonly (readonly [url: string, said: RegExp])[] = [
    ['postgres://u:p@127.0.0.1:1/d', /^The database does not answer: .*\n$/],
    [`postgres://u:p@127.0.0.1:${port}/d`, /^The database does not answer: .*\n$/],
    [with_(own, { password: 'wrong' }), /^The database refuses the user or the password: .*\n$/],
    [with_(own, { pathname: '/no_such' }), /^There is no such database, .*\n$/]
  ]
  for (const [url, said] of lost) {
    const one = await gateway(['audit'], { DATABASE_URL: url })
    t.equal(one.code, 3, one.stderr)
    t.match(one.stderr, said)
    t.notMatch(one.stderr, /:p@|wrong/, 'and no password')
  }
})

const with_ = (url: URL, parts: Partial<Pick<URL, 'password' | 'pathname'>>): string =>
  Object.assign(new URL(url), parts).href

test('books that do not balance end with 1, those that do with 0', async t => {
  const house = await books(t)
  const account = showId('acc', await house.user(1_000))
  const env = { DATABASE_URL: house.url }
  t.match(await gateway(['audit'], env), { code: 0, stdout: 'books: balance\n' })
  t.match(await gateway(['account', 'show', account], env), { code: 0 })
  await house.sql('alter table account disable trigger all')
  await house.sql("update account set balance_msat = balance_msat + 1 where kind <> 'house'")
  const wrong = await gateway(['--json', 'audit'], env)
  t.match(wrong, { code: 1, stderr: /^The books do not balance: \d+ findings\.\n$/ })
  t.ok((JSON.parse(wrong.stdout) as object[]).length > 0)
})

test('a process of its own says the same, on the same streams, and ends', async t => {
  const house = await books(t)
  await house.user(1_000)
  const env = { DATABASE_URL: house.url }
  const typed: readonly (readonly [code: number, ...argv: string[]])[] = [
    [0, 'account', 'list'],
    [1, 'audit'],
    [2, 'account', 'show']
  ]
  await house.sql('alter table account disable trigger all')
  await house.sql("update account set balance_msat = balance_msat + 1 where kind <> 'house'")
  for (const [code, ...argv] of typed) {
    const one = await ownProcess(argv, env)
    t.equal(one.code, code, argv.join(' '))
    t.strictSame(one, await gateway(argv, env), argv.join(' '))
  }
})

test('it says its version, its variables, and nothing beside JSON', async t => {
  t.match(await gateway(['--version']), { code: 0, stdout: `${packageJson.version}\n` })
  const help = await gateway(['serve', '--help'])
  t.equal(help.code, 0)
  for (const variable of Object.keys(config.properties)) t.match(help.stdout, variable)
  const env = { ...process.env, DATABASE_URL: await createDatabase(t) }
  const npm = ['run', '-s', 'gateway', '--', '--json', 'account', 'list']
  const { stdout } = await promisify(execFile)('npm', npm, { cwd: ROOT, env })
  t.same(JSON.parse(stdout), [])
})
