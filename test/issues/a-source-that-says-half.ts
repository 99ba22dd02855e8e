// A source that answers in part: a page of its proxy with status 200, an invoice that it cannot
// show, a row that cannot be read. What it leaves out is no proof that a payment is gone, and no
// invoice keeps the others from being looked at.
import type { FastifyInstance } from 'fastify'
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import type { Deposit } from '../../src/deposit/entity.ts'
import { look } from '../../src/deposit/look.ts'
import { btcpay } from '../../src/sandbox/payment-services/btcpay.ts'
import { charge } from '../../src/sandbox/payment-services/charge.ts'
import { serveDoor } from '../../src/sandbox/payment-services/serve.ts'
import { elsewhere, type Elsewhere } from '../deposit/harness/elsewhere.ts'
import { invoiceOf } from '../deposit/harness/doors.ts'

type Method = 'btcpay' | 'charge'
type Said = { readonly status?: number; readonly body: string }

/** The service again, which says something else where `lie` knows what; undefined: the truth. */
async function lying(
  on: Elsewhere,
  method: Method,
  lie: (url: string, body: string) => Said | undefined
): Promise<void> {
  const routes: Record<Method, (app: FastifyInstance) => void> = {
    btcpay: btcpay(on.network, on.keys.btcpay),
    charge: charge(on.network, on.keys.charge)
  }
  await on.served[method].close()
  on.served[method] = await serveDoor(on.network, method, service => {
    service.addHook('onSend', async ({ url }, reply, payload) => {
      const said = lie(url, String(payload))
      if (said === undefined) return payload
      reply.code(said.status ?? 200)
      return said.body
    })
    routes[method](service)
  })
  // Connections to the server before are tried first, and found closed.
  const isThere = async () =>
    fetch(on.served[method].url).then(
      () => true,
      () => false
    )
  while (!(await isThere()));
}

/** Looks at all of them in one turn; whether anything was said is in `away` and `told`. */
const lookAtAll = async (on: Elsewhere, method: Method, all: readonly Deposit[]) => {
  const { em, commit, step, node } = on
  const say = (_facts: object, message: string): void => void on.told.push(message)
  const deps = { em, commit, step, node, log: { warn: say, error: say } }
  return look(
    deps,
    on.source(method),
    all.map(({ id }) => ({ deposit: id, stirred: true }))
  )
}

const without = (name: string) => (body: string) => body.replaceAll(`"${name}"`, '"else"')

const LIES: Readonly<Record<string, readonly [Method, string, (body: string) => string]>> = {
  'BTCPay: a page': ['btcpay', '', () => '<html>under maintenance</html>'],
  'BTCPay: an object': ['btcpay', 'payment-methods', () => '{}'],
  'BTCPay: no payments': ['btcpay', 'payment-methods', without('payments')],
  'charge: a page': ['charge', '/invoice', () => '<html>under maintenance</html>'],
  'charge: an object': ['charge', '/invoice', () => '{}'],
  'charge: null': ['charge', '/invoice', () => 'null'],
  'charge: no amount': ['charge', '/invoice', without('msatoshi_received')],
  'charge: no hash': ['charge', '/invoice', without('rhash')]
}

for (const [name, [method, path, lie]] of Object.entries(LIES))
  test(`${name} does not take back what was credited`, async t => {
    const on = await elsewhere(t)
    const alice = await on.user()
    const deposit = await on.ask(alice, method, 5)
    on.pay(deposit.bolt11)
    await on.look(deposit)
    t.match((await on.found(deposit)).payments, [{ state: 'credited' }])
    await lying(on, method, (url, body) => (url.includes(path) ? { body: lie(body) } : undefined))
    await on.look(deposit).catch(() => undefined)
    t.match((await on.found(deposit)).payments, [{ state: 'credited' }])
    t.same(await on.sql(`select 1 from entry where kind = 'loss'`), [])
    t.same(await on.wrong(), [])
  })

const BAD: Readonly<Record<string, (body: string) => Said>> = {
  'answers 500': () => ({ status: 500, body: 'an error' }),
  'has more msat than there are': body => ({
    body: body
      .replace(/("msatoshi_received"):"\d+"/, '$1:"9e99"')
      .replace(/("value"):"[^"]+"/, '$1:"9e99"')
  }),
  'is no JSON': () => ({ body: '{"id":' })
}

for (const method of ['btcpay', 'charge'] as const)
  for (const [name, say] of Object.entries(BAD))
    test(`${method}: one invoice that ${name} keeps none of the others waiting`, async t => {
      const on = await elsewhere(t)
      const alice = await on.user()
      const all: Deposit[] = []
      for (let i = 0; i < 12; i++) all.push(await on.ask(alice, method, 5))
      for (const { bolt11 } of all) on.pay(bolt11)
      const [bad, ...others] = all
      if (bad === undefined) throw new Error('there is one')
      const id = await invoiceOf(on, bad)
      await lying(on, method, (url, body) =>
        url.includes(`/${id}`) && (method === 'charge' || url.includes('payment-methods'))
          ? say(body)
          : undefined
      )
      await lookAtAll(on, method, all)
      for (const one of others) t.equal((await on.found(one)).status, 'settled')
      t.not((await on.found(bad)).status, 'settled')
      t.equal(await on.balance(alice), 11n * 5_000n)
      t.ok(on.told.length > 0, 'the operator is told')
      t.same(await on.wrong(), [])
    })

for (const method of ['btcpay', 'charge'] as const)
  test(`${method}: nor do many that cannot be read`, async t => {
    const on = await elsewhere(t)
    const alice = await on.user()
    const all: Deposit[] = []
    for (let i = 0; i < 24; i++) all.push(await on.ask(alice, method, 5))
    for (const { bolt11 } of all) on.pay(bolt11)
    const bad = await Promise.all(all.slice(0, 22).map(async one => invoiceOf(on, one)))
    await lying(on, method, (url, body) =>
      bad.some(id => url.includes(`/${id}`)) &&
      (method === 'charge' || url.includes('payment-methods'))
        ? BAD['is no JSON']?.(body)
        : undefined
    )
    await lookAtAll(on, method, all)
    t.equal(await on.balance(alice), 2n * 5_000n)
  })

test('a row of BTCPay’s list that cannot be read is asked for by itself', async t => {
  const on = await elsewhere(t)
  const alice = await on.user()
  const all = [await on.ask(alice, 'btcpay', 5), await on.ask(alice, 'btcpay', 5)]
  for (const { bolt11 } of all) on.pay(bolt11)
  await lying(on, 'btcpay', (url, body) =>
    url.includes('orderId=') ? { body: body.replace('"currency"', '"else"') } : undefined
  )
  await lookAtAll(on, 'btcpay', all)
  t.equal(await on.balance(alice), 10_000n)
})

test('where nobody answers, not every invoice is asked for', async t => {
  const on = await elsewhere(t)
  const alice = await on.user()
  const all: Deposit[] = []
  for (let i = 0; i < 30; i++) all.push(await on.ask(alice, 'charge', 5))
  let asked = 0
  await lying(on, 'charge', () => {
    asked++
    return { status: 502, body: '' }
  })
  await t.rejects(lookAtAll(on, 'charge', all))
  t.ok(asked < 20, `it was asked ${asked} times`)
})

test('a server that lists what was not asked for names no other order’s invoice', async t => {
  const on = await elsewhere(t)
  const alice = await on.user()
  const other = await on.ask(alice, 'btcpay', 5)
  const shops = await invoiceOf(on, other)
  // It has its list without the filter, as some proxy in front of it may.
  let listed = ''
  await lying(on, 'btcpay', (url, body) => {
    if (!url.includes('orderId=')) return undefined
    listed ||= body
    return { body: listed }
  })
  await on.look(other)
  const again = { deposit: newId(), description: '', expirySeconds: 600, again: true }
  const shown = await on.source('btcpay').open({ ...again, amountMsat: msat(5_000_000) })
  t.not(shown.invoice, shops)
})
