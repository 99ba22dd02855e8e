// One purchase, end to end, through each way to the node: the socket, CLNRest and Sparko. What the
// node does to it, comes to the same.
import { dirname, join } from 'node:path'
import { test, type Test } from 'tap'
import { askControl } from '../../src/sandbox/ask-control.ts'
import { httpNode, KINDS } from '../lightning/harness/http-node.ts'
import { asking, type Gateway } from './harness/asking.ts'
import { LNSMS, place, told, type Env } from './harness/place.ts'
import { composed, type Composed } from './harness/composed.ts'
import { until } from './harness/until.ts'
import { cli } from './harness/cli.ts'
import { balance, buy, ended, faults, texts, type Fault } from './harness/money.ts'

const FUNDS = 10_000_000

/** Settled at once; an answer that is late; a call that is cut, and goes on or has failed. */
const CASES: readonly Fault[] = [
  { is: 'settle' },
  { is: 'stall', ms: 4_000, then: 'settle' },
  { is: 'stall', ms: 4_000, then: 'fail' },
  { is: 'drop', ms: 2_000, then: 'settle' },
  { is: 'drop', ms: 2_000, then: 'fail' }
]

test('a purchase through the socket, CLNRest and Sparko comes to the same', async t => {
  const sandbox = await composed(t, await place(t))
  const { lightning_rpc: socket = '' } = told(sandbox.dir) ?? {}
  const ways: Record<string, Env> = { socket: { LIGHTNING_RPC: socket } }
  for (const kind of KINDS) {
    const door = await httpNode(t, kind, socket)
    // Sparko's own limit is 30 s: a stall goes beyond this one.
    door.doors.limitMs = 2_000
    ways[kind] =
      kind === 'clnrest'
        ? { CLNREST_URL: door.url, CLNREST_RUNE: 'a-secret' }
        : { SPARKO_URL: door.url, SPARKO_KEY: 'a-secret' }
  }
  for (const [way, env] of Object.entries(ways)) {
    const g = await customer(t, sandbox, env)
    await faults(sandbox, ...CASES)
    const wanted = CASES.map((_case, n) => `${way} ${n}`)
    const bought = await Promise.all(wanted.map(async text => buy(g, text, 0)))
    const paths = bought.map(({ body }) => `/v1/purchases/${String(body['id'])}`)
    const outcomes = await Promise.all(paths.map(async path => until(() => over(g, path))))
    // Which call takes which fault is chance; that each is told as it was is not.
    t.strictSame(outcomes.toSorted(), [...Array<string>(3).fill('delivered'), 'failed', 'failed'])
    const sent = (await texts(sandbox)).filter(text => text.startsWith(way))
    const delivered = wanted.filter((_text, n) => outcomes[n] === 'delivered')
    t.strictSame(sent.toSorted(), delivered, `what was sent through ${way}`)
    t.equal((await balance(g)).held, 0)
    t.match(await cli(g, 'audit'), { code: 0 })
    await g.close()
    t.notMatch(g.said(), /went wrong/)
  }
})

/** How the purchase ended, once its text is sent or it has failed. */
async function over(g: Gateway, path: string): Promise<unknown> {
  const { status } = await ended(g, path)
  return status === 'paid' ? undefined : status
}

/** A gateway on the sandbox's node and shop, and somebody on it who has money. */
async function customer(t: Test, sandbox: Gateway, way: Env): Promise<Composed & { env: Env }> {
  const control = join(dirname(told(sandbox.dir)?.lightning_rpc ?? ''), 'control')
  const { shops } = (await askControl(control, 'GET', '/')) as { shops: Record<string, string> }
  const env = { ...way, ...LNSMS, LAPP_LNSMS_URL: shops['lnsms'] ?? '' }
  const g = await composed(t, await place(t), env)
  const json = async (...args: readonly string[]): Promise<Record<string, string>> =>
    JSON.parse((await cli({ ...g, env }, ...args, '--json')).out) as Record<string, string>
  const { id = '' } = await json('account', 'create', 'somebody')
  const scopes = 'account:read,deposits:write,purchases:write'
  const { key = '' } = await json('key', 'create', '--account', id, '--scopes', scopes)
  const ask = asking(g.url, key)
  const { body } = await ask('POST', '/v1/deposits', { amount_msat: FUNDS })
  await sandbox.ask('POST', '/sandbox/wallet/pay', { bolt11: body['bolt11'] })
  const path = `/v1/deposits/${String(body['id'])}`
  t.match(await ended({ ...g, ask }, path), { status: 'settled' })
  return { ...g, key, account: id, ask, env }
}
