// The rune of the README, made and checked by a real lightningd: it lets through all that the
// driver asks (which test/lightning/doors.ts holds it to), and nothing else.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from 'tap'
import { unixSocket } from '../../src/lightning/socket.ts'
import { readPages } from '../harness/house/markdown.ts'
import { ROOT } from '../harness/house/root.ts'

const NETWORK = process.env['REGTEST']
const skip = NETWORK === undefined && 'REGTEST names no folder of a running network'

const readme = readPages(ROOT).find(({ path }) => path === 'README.md')?.text ?? ''
const [, written = ''] = /createrune restrictions='(\[\[.*\]\])'/.exec(readme) ?? []
const [methods = [], [ofSetconfig = ''] = []] = JSON.parse(written) as string[][]
const named = methods.map(restriction => restriction.replace('method=', ''))

/** What takes money out, gives power to others, or ends the node. */
const OTHERS = ['pay', 'sendpay', 'withdraw', 'close', 'fundchannel', 'keysend', 'createrune']
const MORE = ['stop', 'listpeers', 'delpay', 'delinvoice', 'sendonion', 'plugin', 'connect']

test('the rune of the README lets through what the driver asks, and no more', { skip }, async t => {
  const alice = unixSocket(join(NETWORK ?? '', 'alice', 'regtest', 'lightning-rpc'))
  t.teardown(() => alice.close())
  const ask = async (method: string, params: Record<string, unknown>) =>
    alice.call(method, params, { timeoutMs: 10_000 })
  const runeOf = async (restrictions: readonly (readonly string[])[]): Promise<string> => {
    const answer = await ask('createrune', { restrictions })
    return answer.is === 'result' ? String((answer.result as { rune: unknown }).rune) : ''
  }
  const takes = async (rune: string, method: string, params = {}): Promise<boolean> =>
    (await ask('checkrune', { rune, method, params })).is === 'result'

  const setconfig = [ofSetconfig, 'pnameconfig=askrene-max-threads']
  t.same(JSON.parse(written), [methods, setconfig])
  const rune = await runeOf([methods, setconfig])
  for (const method of named.filter(name => name !== 'setconfig'))
    t.ok(await takes(rune, method), method)
  t.ok(await takes(rune, 'setconfig', { config: 'askrene-max-threads', val: 1, transient: true }))
  for (const config of ['xpay-slow-mode', 'autoclean-succeededpays-age'])
    t.notOk(await takes(rune, 'setconfig', { config, val: true }), config)
  for (const method of [...OTHERS, ...MORE]) t.notOk(await takes(rune, method), method)

  for (const left of named) {
    const less = await runeOf([methods.filter(one => one !== `method=${left}`), setconfig])
    t.notOk(await takes(less, left, { config: 'askrene-max-threads' }), `without ${left}`)
  }
})

test('the lightning-cli of the README takes it as it is written', { skip }, async t => {
  const cli = join(process.env['REGTEST_PREFIX'] ?? '/opt/regtest', 'bin/lightning-cli')
  const dir = join(NETWORK ?? '', 'alice')
  const args = [`--lightning-dir=${dir}`, '--network=regtest', 'createrune']
  const { stdout } = await promisify(execFile)(cli, [...args, `restrictions=${written}`])
  t.match(JSON.parse(stdout), { rune: /^[\w-]{40,}=*$/ })
})
