// An agent with the official client, in both forms of the protocol, over the gateway as it runs.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { test } from 'tap'
import { parse } from '../../src/core/ids.ts'
import { ECHO_AND_LNSMS, LNSMS, place } from '../e2e/harness/place.ts'
import { composed } from '../e2e/harness/composed.ts'
import type { Gateway } from '../e2e/harness/asking.ts'
import { balance, texts } from '../e2e/harness/money.ts'
import { until } from '../e2e/harness/until.ts'

type Form = '2026-07-28' | 'legacy'
type Result = {
  readonly isError: boolean
  readonly body: Readonly<Record<string, unknown>>
}

async function agent(g: Gateway, form: Form, key = g.key, path = '/mcp') {
  const client = new Client(
    { name: 'test', version: '1' },
    { versionNegotiation: { mode: form === 'legacy' ? 'legacy' : { pin: form } } }
  )
  const headers = { authorization: `Bearer ${key}` }
  const url = new URL(g.url + path)
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }))
  const call = async (name: string, args: Record<string, unknown> = {}): Promise<Result> => {
    const said = await client.callTool({ name, arguments: args })
    const [first] = said.content as readonly { readonly text: string }[]
    const body = JSON.parse(first?.text ?? '{}') as Result['body']
    return { isError: said.isError === true, body }
  }
  return { client, call }
}

const SMS = { number: '+19876543210', text: 'from an agent' }

test('an agent buys within its ceiling and is refused above it, in both forms', async t => {
  const g = await composed(t, await place(t), LNSMS)
  for (const form of ['2026-07-28', 'legacy'] as const) {
    await t.test(form, async t => {
      const { client, call } = await agent(g, form)
      const { tools } = await client.listTools()
      t.same(
        tools.map(({ name }) => name).toSorted(),
        ['balance', 'buy', 'catalogue', 'deposit', 'history', 'invoice', 'lapp', 'pay', 'payment']
          .concat('purchase', 'quote', 'transfer')
          .toSorted()
      )
      for (const { name, inputSchema, outputSchema, annotations } of tools) {
        t.equal(inputSchema.type, 'object', name)
        t.ok(Object.keys(outputSchema?.['properties'] ?? {}).length > 0, `${name} says its answer`)
        t.equal(typeof annotations?.readOnlyHint, 'boolean', name)
      }
      const before = await balance(g)
      t.match(await call('balance'), { body: { balance_msat: before.balance } })
      const wish = { lapp: 'lnsms', input: SMS, idempotency_key: randomUUID() }
      t.match(await call('buy', wish), { isError: true, body: { code: 'invalid_request' } })
      t.match(await call('buy', { ...wish, max_total_msat: 1 }), {
        isError: true,
        body: { code: 'price_too_high' }
      })
      t.same(await balance(g), before, 'nothing was spent')
      const quoted = await call('quote', { lapp: 'lnsms', input: SMS })
      t.match(quoted, { isError: false, body: { id: /^quo_/, total_max_msat: Number } })
      const sure = {
        ...wish,
        idempotency_key: randomUUID(),
        max_total_msat: quoted.body['total_max_msat'],
        wait_s: 30
      }
      const bought = await call('buy', sure)
      t.match(bought, { isError: false, body: { status: 'delivered', lapp: 'lnsms' } })
      t.match(await call('buy', sure), { body: { id: bought.body['id'] } }, 'the key buys once')
      t.match(await call('purchase', { id: bought.body['id'] }), { body: { status: 'delivered' } })
      t.match(await call('history', { type: 'purchase', limit: 1 }), {
        body: { data: [{ id: bought.body['id'] }] }
      })
      t.match(await call('lapp', { lapp: 'nothing' }), {
        isError: true,
        body: { code: 'not_found' }
      })
      await client.close()

      const total = Number(quoted.body['total_max_msat'])
      const bounded = await agent(g, form, await budgeted(g, total))
      const within = { ...sure, idempotency_key: randomUUID() }
      t.match(await bounded.call('buy', within), { isError: false, body: { status: 'delivered' } })
      const after = await balance(g)
      t.match(await bounded.call('buy', { ...within, idempotency_key: randomUUID() }), {
        isError: true,
        body: { code: 'budget_exceeded' }
      })
      t.same(await balance(g), after, 'above its budget nothing is spent')
      await bounded.client.close()

      await belongsToSomebody(g)
      const asking = await agent(g, form, await budgeted(g, 1, { approval: true }))
      const waits = await asking.call('buy', { ...within, idempotency_key: randomUUID() })
      t.match(waits, { isError: false, body: { status: 'pending_approval', lapp: 'lnsms' } })
      t.match(await asking.call('purchase', { id: waits.body['id'] }), {
        body: { status: 'pending_approval' }
      })
      t.same(await balance(g), after, 'nothing is held while its owner is asked')
      await asking.client.close()
    })
  }
  t.equal((await texts(g)).filter(text => text === SMS.text).length, 4)
})

async function budgeted(g: Gateway, amount_msat: number, more: object = {}): Promise<string> {
  const scopes = ['account:read', 'purchases:write']
  const budget = { amount_msat, period: 'total' }
  const { body } = await g.ask('POST', '/v1/api-keys', { name: 'agent', scopes, budget, ...more })
  return String(body['key'])
}

/** Whom the bot of the sandbox can ask. */
async function belongsToSomebody({ database, account }: Gateway): Promise<void> {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  await client.query(
    `insert into identity (kind, external_id, account) values ('telegram', '71', $1)
     on conflict do nothing`,
    [parse('acc', account)]
  )
  await client.end()
}

test('money comes in, goes out and is pending by tools; a tool has the scopes of its key', async t => {
  const g = await composed(t, await place(t))
  const { call } = await agent(g, '2026-07-28')
  const key = () => randomUUID()
  const invoice = await call('invoice', { amount_msat: 5_000, idempotency_key: key() })
  t.match(invoice, { body: { status: 'pending', bolt11: /^lnbcrt/ } })
  await g.ask('POST', '/sandbox/wallet/pay', { bolt11: invoice.body['bolt11'] })
  const paid = async () => (await call('deposit', { id: invoice.body['id'] })).body['status']
  await until(async () => (await paid()) === 'settled' || undefined)

  await g.ask('POST', '/sandbox/node/next-payments', {
    outcomes: [{ is: 'stall', ms: 60_000, then: 'settle' }]
  })
  const outside = await g.ask('POST', '/sandbox/wallet/invoice', { amount_msat: 3_000 })
  const pay = { destination: outside.body['bolt11'], idempotency_key: key(), wait_s: 0 }
  const pending = await call('pay', pay)
  t.match(pending, { isError: false, body: { status: 'pending' } }, 'pending is an answer')
  t.match(await call('payment', { id: pending.body['id'] }), { body: { status: 'pending' } })
  t.match(await call('pay', { ...pay, idempotency_key: '' }), {
    isError: true,
    body: { code: 'invalid_request' }
  })

  const wish = { name: 'reader', scopes: ['account:read'] }
  const reader = String((await g.ask('POST', '/v1/api-keys', wish)).body['key'])
  const weak = await agent(g, '2026-07-28', reader)
  t.match(await weak.call('balance'), { isError: false })
  t.match(await weak.call('transfer', { to: g.account, amount_msat: 1, idempotency_key: key() }), {
    isError: true,
    body: { code: 'forbidden' }
  })
})

test('a LApp has a tool of its own where it is asked for; strangers and other origins have none', async t => {
  const g = await composed(t, await place(t), ECHO_AND_LNSMS)
  const { client, call } = await agent(g, '2026-07-28', g.key, '/mcp?lapps=lnsms,echo')
  const { tools } = await client.listTools()
  const names = tools.map(({ name }) => name)
  t.ok(['quote_lnsms', 'buy_lnsms', 'buy_echo'].every(name => names.includes(name)))
  t.notOk(names.includes('buy'))
  t.match(tools.find(({ name }) => name === 'buy_lnsms')?.inputSchema, {
    properties: { input: { required: ['number', 'text'], properties: { number: {}, text: {} } } }
  })
  const wish = { input: SMS, max_total_msat: 1_000_000, idempotency_key: randomUUID(), wait_s: 30 }
  t.match(await call('buy_lnsms', wish), { body: { status: 'delivered', lapp: 'lnsms' } })
  t.match(await call('buy_lnsms', { ...wish, idempotency_key: randomUUID(), input: {} }), {
    isError: true,
    body: { errors: [{ pointer: /^\/input/ }] }
  })
  const post = async (headers: Record<string, string>, path = '/mcp'): Promise<number> => {
    const answer = await fetch(g.url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
    })
    await answer.text()
    return answer.status
  }
  const authorization = `Bearer ${g.key}`
  t.equal(await post({ authorization }), 200)
  t.equal(await post({ authorization, origin: 'http://localhost:6274' }), 200)
  t.equal(await post({ authorization, origin: 'https://evil.example' }), 403)
  t.equal(await post({ authorization }, '/mcp?lapps=nothing'), 404)
  t.equal(await post({}), 401)
  t.equal((await fetch(`${g.url}/mcp`)).status, 405)
})
