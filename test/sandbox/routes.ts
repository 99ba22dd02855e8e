// The routes under /sandbox as the gateway mounts them, against a living control door.
import { test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import { mint } from '../../src/sandbox/node/mint.ts'
import { deliverMessage } from '../../src/sandbox/node/phone.ts'
import { readBolt11 } from '../../src/sandbox/node/read-bolt11.ts'
import { openRoutes } from './fixtures/routes.ts'

const invoice = { amount_msat: 10_000, label: 'a', description: 'x' }

test('the outside wallet pays a deposit, once', async t => {
  const { node, post } = await openRoutes(t)
  const { bolt11, payment_hash } = (await node.call('invoice', invoice)).result ?? {}
  const paid = await post('/wallet/pay', { bolt11 })
  t.equal(paid.status, 200)
  t.match(paid.json['preimage'], /^[0-9a-f]{64}$/)
  const { result } = await node.call('waitanyinvoice', { lastpay_index: 0, timeout: 0 })
  t.match(result, { payment_hash, amount_received_msat: 10_000, pay_index: 1 })
  t.match(await post('/wallet/pay', { bolt11 }), { status: 409, json: { code: 'already_paid' } })
})

test('the outside wallet says what is wrong with an invoice', async t => {
  const { node, post } = await openRoutes(t)
  const make = async (label: string, more: object) =>
    (await node.call('invoice', { ...invoice, label, ...more })).result?.['bolt11']
  const refused = async (code: string, body: object) =>
    t.match(await post('/wallet/pay', body), { json: { code } }, code)
  await refused('invoice_invalid', { bolt11: 'hello' })
  await refused('amount_required', { bolt11: await make('any', { amount_msat: 'any' }) })
  await refused('amount_mismatch', { bolt11: await make('fixed', {}), amount_msat: 5 })
  const short = await make('short', { expiry: 1 })
  node.pass(2000)
  await refused('invoice_expired', { bolt11: short })
  await refused('invoice_invalid', { bolt11: stranger(node.network.now()) })
  await refused('insufficient_balance', { bolt11: await make('huge', { amount_msat: 10 ** 15 }) })
  await refused('invalid_request', { bolt11: short, amount_msat: '5' })
  await refused('invalid_request', { bolt11: short, amount: 5 })
})

const stranger = (now: number): string =>
  mint('11'.repeat(32), {
    paymentHash: '22'.repeat(32),
    paymentSecret: '33'.repeat(32),
    amountMsat: msat(5),
    description: { text: 'x' },
    createdAt: Math.floor(now / 1000),
    expirySeconds: 3600
  })

test('the outside wallet asks to be paid, with and without an amount', async t => {
  const { node, post } = await openRoutes(t)
  const fixed = await post('/wallet/invoice', { amount_msat: 1, description: 'ü', expires_in: 60 })
  const reading = readBolt11(fixed.json['bolt11'] ?? '')
  const paymentHash = fixed.json['payment_hash']
  const expected = { amountMsat: 1n, description: 'ü', expirySeconds: 60, paymentHash }
  t.match(reading, { invoice: expected })
  const { result } = await node.call('xpay', { invstring: fixed.json['bolt11'], maxfee: 0 })
  t.match(result, { amount_sent_msat: 1 }, 'a direct channel, without fees')
  const any = await post('/wallet/invoice', {})
  const params = { invstring: any.json['bolt11'], amount_msat: 5 }
  t.match(await node.call('xpay', params), { result: { amount_msat: 5 } })
  t.equal((await post('/wallet/invoice', { amount_msat: 1.5 })).status, 400)
})

test('a route may be asked for with a slash at its end, and with a query', async t => {
  const { post } = await openRoutes(t)
  for (const path of ['/wallet/invoice/', '/wallet/invoice?once'])
    t.equal((await post(path, { amount_msat: 5 })).status, 200, path)
})

test('the phone shows what has arrived at its number', async t => {
  const { node, get } = await openRoutes(t)
  deliverMessage(node.network, '+19876543210', 'hello')
  const at = '2026-11-24T00:00:00.000Z'
  t.same(await get('/phone/%2B19876543210'), { messages: [{ text: 'hello', at }] })
  t.same(await get('/phone/%2B19876543211'), { messages: [] })
})

test('the next payments take the outcomes that there are, and nothing else', async t => {
  const { node, post } = await openRoutes(t)
  const outcomes = [
    { is: 'drop', then: 'fail' },
    { is: 'stall', ms: 5000, then: 'settle' },
    { is: 'fail', code: 203 },
    { is: 'phantom' },
    { is: 'settle' }
  ]
  t.equal((await post('/node/next-payments', { outcomes })).status, 200)
  const made = await post('/wallet/invoice', { amount_msat: 1 })
  const { error } = await node.call('xpay', { invstring: made.json['bolt11'] })
  t.equal(error?.code, 209)
  const listed = async () => (await node.call('listpays')).result
  node.pass(2999)
  t.match(await listed(), { pays: [{ status: 'pending' }] })
  node.pass(1)
  t.match(await listed(), { pays: [{ status: 'failed' }] }, 'a drop lasts 3 000 ms by default')
  for (const wrong of [{ is: 'explode' }, { is: 'stall', then: 'settle' }, { is: 'fail' }, {}])
    t.equal((await post('/node/next-payments', { outcomes: [wrong] })).status, 400)
})

test('what is queued can be forgotten, and every outcome of a node that stands still is taken', async t => {
  const { node, app, post } = await openRoutes(t)
  const outcomes = [
    { is: 'slow_router', ms: 600_000 },
    { is: 'wait_height', ms: 5000 },
    { is: 'late_part', ms: 5000, then: 'settle' }
  ]
  t.same((await post('/node/next-payments', { outcomes })).json, { queued: 3 })
  const gone = await app.inject({ method: 'DELETE', url: '/sandbox/node/next-payments' })
  t.equal(gone.statusCode, 204)
  const made = await post('/wallet/invoice', { amount_msat: 1 })
  t.ok((await node.call('xpay', { invstring: made.json['bolt11'] })).result)
})

test('where the sandbox is gone the routes say that the node is not there', async t => {
  const { door, post } = await openRoutes(t)
  await door.close()
  const answer = await post('/wallet/invoice', {})
  t.match(answer, { status: 503, json: { code: 'node_unavailable' } })
})
