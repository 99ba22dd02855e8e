// The local copy of an Electrum daemon answers as the real one does: what its code says, and what
// a real one said that was asked.
import { Ajv } from 'ajv'
import { test, type Test } from 'tap'
import { writeSetting } from '../../../src/sandbox/node/settings.ts'
import { payOnChain } from '../../../src/sandbox/payment-services/chain-payments.ts'
import { electrum } from '../../../src/sandbox/payment-services/electrum.ts'
import { keysOf } from '../../../src/sandbox/payment-services/keys.ts'
import { serveDoor } from '../../../src/sandbox/payment-services/serve.ts'
import { keepTelling, NOTICES, type Watched } from '../../../src/sandbox/payment-services/tell.ts'
import { openNode } from '../fixtures/node.ts'
import { listener } from './harness/heard.ts'

/** What is read of a transaction: more may be there. */
const HISTORY = {
  type: 'array',
  items: {
    type: 'object',
    required: ['txid', 'height', 'confirmations', 'outputs'],
    properties: {
      txid: { type: 'string', pattern: '^[0-9a-f]{64}$' },
      height: { type: 'integer' },
      confirmations: { type: 'integer', minimum: 0 },
      outputs: {
        type: 'array',
        items: {
          type: 'object',
          required: ['address', 'value_sat'],
          properties: { address: { type: 'string' }, value_sat: { type: 'integer', minimum: 0 } }
        }
      }
    }
  }
} as const

const NOTICE = {
  type: 'object',
  additionalProperties: false,
  required: ['address', 'status'],
  properties: { address: { type: 'string' }, status: { type: ['string', 'null'] } }
} as const

const ajv = new Ajv({ strict: false, allErrors: true })
const faults = (schema: object, value: unknown): unknown => {
  const check = ajv.compile(schema)
  return check(value) ? [] : check.errors
}

type Transaction = {
  readonly txid: string
  readonly height: number
  readonly confirmations: number
  readonly outputs: readonly { readonly address: string; readonly value_sat: number }[]
}

async function open(t: Test) {
  const node = await openNode(t)
  const watched: Watched = new Map()
  const keys = { user: 'u', password: 'p' }
  const door = await serveDoor(node.network, 'electrum', electrum(node.network, keys, watched))
  t.teardown(door.close)
  const post = async (method: string, params: object = {}, who: string | undefined = 'u:p') => {
    const authorization = `Basic ${Buffer.from(who).toString('base64')}`
    return fetch(door.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(who !== '' && { authorization }) },
      body: JSON.stringify({ jsonrpc: '2.0', id: 7, method, params })
    })
  }
  const call = async (method: string, params?: object): Promise<unknown> => {
    const answer = await post(method, params)
    t.equal(answer.status, 200)
    const { id, result, error } = (await answer.json()) as Record<string, unknown>
    t.equal(id, 7)
    t.equal(error, undefined)
    return result
  }
  return { network: node.network, pass: (ms: number) => node.pass(ms), watched, post, call }
}

test('who may not ask, and what it does not know, is told apart by the status', async t => {
  const { post } = await open(t)
  t.equal((await post('version', {}, '')).status, 401)
  t.equal((await post('version', {}, 'u:x')).status, 403)
  const unknown = await post('nothing')
  t.equal(unknown.status, 500)
  t.equal(await unknown.text(), 'Invalid Request')
  const refused = await post('notify', { address: 7 })
  t.equal(refused.status, 200, 'an error of a command is an answer')
  t.match(await refused.json(), { id: 7, error: { code: 1, message: String } })
})

test('its addresses are new ones, and its history has the outputs in their order', async t => {
  const { network, call, pass } = await open(t)
  t.match(await call('version'), /^\d+\.\d+\.\d+$/)
  t.equal(await call('load_wallet'), null)
  t.equal(await call('is_synchronized'), true)
  t.equal(await call('getminacceptablegap'), 0)
  const [one, other] = [
    String(await call('createnewaddress')),
    String(await call('createnewaddress'))
  ]
  for (const address of [one, other]) t.match(address, /^bcrt1q[a-z0-9]{38}$/)
  t.not(one, other)
  t.match(await call('onchain_history', { show_addresses: true }), [])
  const [sats, confirmations] = [12_345n, 0]
  const { txid, vout } = payOnChain(network, { address: one, coin: 'BTC', sats, confirmations })
  for (const blocks of [0, 1, 2]) {
    const history = await call('onchain_history', { show_addresses: true })
    t.same(faults(HISTORY, history), [])
    const [transaction, ...more] = history as Transaction[]
    t.same(more, [])
    t.match(transaction, { txid, confirmations: blocks })
    t.equal((transaction?.height ?? -1) > 0, blocks > 0, 'in the mempool it has no height')
    t.same(transaction?.outputs[vout], { address: one, value_sat: 12_345 })
    pass(10_000)
  }
  t.equal(await call('changegaplimit', { new_limit: 40, iknowwhatimdoing: true }), true)
})

test('it tells of an address what is no more than that it changed', async t => {
  const { network, call, pass, watched } = await open(t)
  const on = await listener(t)
  writeSetting(network.store, NOTICES, on.url)
  t.teardown(keepTelling(network, keysOf(network), watched))
  const address = String(await call('createnewaddress'))
  t.equal(await call('notify', { address, URL: `${on.url}/notify` }), true)
  /** The notice with which so many statuses were heard: who answers 500 is told each again. */
  const withStatus = async (wanted: number) => {
    for (let count = 1; ; count += 1) {
      const all = await on.heard('/notify', count)
      const statuses = new Set(all.map(({ body }) => (body as { readonly status: string }).status))
      if (statuses.size === wanted) return all.at(-1)
    }
  }
  for (const histories of [1, 2]) {
    payOnChain(network, { address, coin: 'BTC', sats: 5_000n, confirmations: 0 })
    const heard = await withStatus(histories)
    t.same(faults(NOTICE, heard?.body), [])
    t.match(heard?.body, { address, status: String })
    t.equal(heard?.headers['authorization'], undefined, 'nothing proves it')
  }
  pass(10_000)
  t.match((await withStatus(3))?.body, { address }, 'a block is a change')
})
