// Starting as the README says, with real processes.
import { execFile, spawnSync } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test, type Test } from 'tap'
import { LNSMS, lives, pidsOf, newcomer, told } from './harness/place.ts'
import { run, start, type Started } from './harness/gateway.ts'
import { until } from './harness/until.ts'
import { balance, texts } from './harness/money.ts'

const noCurl = spawnSync('curl', ['--version']).status === 0 ? false : 'there is no curl here'

test('a first start says how to use it, a second one says who is there, an end ends all', async t => {
  const at = await newcomer(t)
  const g = await start(at, LNSMS)
  t.match(
    g.said(),
    /listens on http:\/\/127\.0\.0\.1:\d+[^]*API key: \S+[^]*(  curl [^\n]+\n\n){3}/
  )
  const provision = told(at.dir)
  t.strictSame(Object.keys(provision ?? {}), [
    ...['url', 'database_url', 'lightning_rpc', 'api_key', 'account_id', 'admin_key']
  ])
  t.equal(provision?.url, g.url)
  const pids = pidsOf(at.dir)
  t.strictSame(Object.keys(pids ?? {}), ['gateway', 'node', 'postgres'])
  t.equal(pids?.gateway, g.child.pid)
  for (const name of ['sandbox.json', 'pids.json'])
    t.equal((await stat(join(at.dir, name))).mode & 0o777, 0o600, name)
  t.strictSame(await balance(g), { balance: 1_000_000_000, held: 0 })
  await t.test('what it prints can be pasted, and again', { skip: noCurl }, t => pasted(t, g))

  const second = run(at)
  t.equal(await second.ended, 2)
  t.match(second.said(), /^A gateway runs on .* already: .*\n$/)
  t.equal(second.said().split('\n').length, 2)

  // Somebody who never finishes what he asks must not hold the end up.
  const slow = connect(at.port, '127.0.0.1').on('error', () => undefined)
  slow.write('POST /v1/payments HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{')
  g.child.kill('SIGINT')
  t.equal(await g.ended, 0)
  slow.destroy()
  for (const pid of Object.values(pids ?? {})) t.notOk(lives(pid))
})

/** Nothing else typed; the second time with another text. */
async function pasted(t: Test, g: Started): Promise<void> {
  const paste = async (line = ''): Promise<string> =>
    (await promisify(execFile)('sh', ['-c', `${line} -sS --fail-with-body`])).stdout
  const [account, buy, phone] = g.said().match(/(?<=^ {2})curl .*$/gm) ?? []
  t.match(await paste(account), /"balance_msat":1000000000,/)
  for (const text of ['hello', 'hello again']) {
    t.match(await paste(buy?.replace('"hello"', JSON.stringify(text))), /"id":"pur_/)
    await until(async () => (await texts(g)).includes(text) || undefined)
    t.match(await paste(phone), `"text":"${text}"`)
  }
  t.same(await texts(g), ['hello', 'hello again'])
}

test('what cannot start says why in one line, ends with 2 and leaves nothing behind', async t => {
  const at = await newcomer(t)
  const other = createServer().listen(at.port, '127.0.0.1')
  t.teardown(() => other.close())
  const refused: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{}, new RegExp(`^Port ${at.port} .* is taken: .*PORT=${at.port + 1}\\.\\n$`)],
    [{ PORT: 'many' }, /^PORT must be .*; not "many"\.\n$/],
    [{ PORT: '0', HOST: '0.0.0.0' }, /^HOST must be .*SANDBOX_PUBLIC=true.*\n$/],
    [{ METRICS_PORT: '0' }, /^METRICS_PORT must be .*\n$/],
    [{ DATABASE_URL: 'nonsense' }, /^DATABASE_URL must be .*\n$/],
    [{ PORT: '0', LIGHTNING_RPC: join(at.dir, 'nobody') }, /^[^\n]*\n$/]
  ]
  for (const [env, line] of refused) {
    const tried = run(at, env)
    t.equal(await tried.ended, 2, JSON.stringify(env))
    t.match(tried.said(), line)
    t.equal(pidsOf(at.dir), undefined)
  }
})
