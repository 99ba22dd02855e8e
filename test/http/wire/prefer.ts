import { test } from 'tap'
import { request } from 'node:http'
import { once } from 'node:events'
import { ask, gateway, payment, purchase, rooms, secretOf } from '../fixtures/gateway.ts'
import { showId } from '../../../src/core/ids.ts'

const pending = { ...payment, status: 'pending' as const, preimage: null, finishedAt: null }
const body = { destination: 'lnbcrt1' }

test('how long to wait is 10 s, or what Prefer says from 0 to 60', async t => {
  const waits: number[] = []
  const payments = {
    ...rooms.payments,
    open: async () => Promise.resolve({ payment: pending, replayed: false }),
    ended: async (_who: unknown, _id: unknown, ms: number) => {
      waits.push(ms)
      return Promise.resolve(pending)
    }
  }
  const app = await gateway(t, { payments })
  const cases = {
    'wait=0': 0,
    'wait=60': 60,
    'wait=61': 60,
    'respond-async, wait=5': 5,
    'Wait="7"; foo': 7,
    'wait=-1': undefined,
    'wait=1.5': undefined,
    'wait=': undefined,
    'wait=99999999999999999999': undefined,
    'await=5': undefined
  }
  for (const [prefer, seconds] of Object.entries(cases)) {
    const answer = await ask(app, {
      method: 'POST',
      url: '/v1/payments',
      body,
      headers: { prefer }
    })
    t.equal(waits.pop(), (seconds ?? 10) * 1000, prefer)
    t.equal(
      answer.headers['preference-applied'],
      seconds === undefined ? undefined : `wait=${seconds}`
    )
    t.equal(answer.statusCode, 202)
    t.equal(answer.headers['location'], `/v1/payments/${showId('pay', payment.id)}`)
  }
})

test('an end is 201, whatever it is; what has ended is not waited for', async t => {
  const failed = { ...payment, status: 'failed' as const, error: { code: 'no_route', detail: 'x' } }
  const ended = () => Promise.reject(new Error('nobody waits'))
  const open = async () => Promise.resolve({ payment: failed, replayed: true })
  const app = await gateway(t, { payments: { ...rooms.payments, open, ended } })
  const answer = await ask(app, { method: 'POST', url: '/v1/payments', body })
  t.equal(answer.statusCode, 201)
  t.equal(answer.headers['idempotent-replayed'], 'true')
  t.match(answer.json(), { status: 'failed', error: { code: 'no_route' } })
})

test('a wait that breaks off is no refusal: what is held is pending', async t => {
  const ended = () => Promise.reject(new Error('Connection terminated unexpectedly'))
  const open = async () => Promise.resolve({ payment: pending, replayed: false })
  const buy = async () =>
    Promise.resolve({ purchase: { ...purchase, status: 'pending' as const }, replayed: false })
  const app = await gateway(t, {
    payments: { ...rooms.payments, open, ended },
    purchases: { ...rooms.purchases, buy, ended }
  })
  const paid = await ask(app, { method: 'POST', url: '/v1/payments', body })
  t.equal(paid.statusCode, 202)
  t.match(paid.json(), { id: showId('pay', payment.id), status: 'pending' })
  const wish = { method: 'POST', url: '/v1/lapps/lnsms/purchases', body: { input: {} } } as const
  const bought = await ask(app, wish)
  t.equal(bought.statusCode, 202)
  t.match(bought.json(), { id: showId('pur', purchase.id), status: 'pending' })
})

test('a purchase is waited for until it is delivered; paid is not pending', async t => {
  const paid = {
    ...purchase,
    status: 'paid' as const,
    delivery: { state: 'waiting' as const, output: null, reason: null, note: null }
  }
  const buy = async () => Promise.resolve({ purchase: paid, replayed: false })
  const wish = { method: 'POST', url: '/v1/lapps/lnsms/purchases', body: { input: {} } } as const
  const inTime = await gateway(t, { purchases: { ...rooms.purchases, buy } })
  t.match((await ask(inTime, wish)).json(), { status: 'delivered' })
  const ended = async () => Promise.resolve(paid)
  const later = await gateway(t, { purchases: { ...rooms.purchases, buy, ended } })
  const answer = await ask(later, wish)
  t.equal(answer.statusCode, 201)
  t.equal(answer.headers['location'], `/v1/purchases/${showId('pur', purchase.id)}`)
})

test('a purchase takes the input or the quote, not both', async t => {
  const app = await gateway(t)
  const url = '/v1/lapps/lnsms/purchases'
  for (const sent of [{}, { input: {}, quote: showId('quo', payment.id) }]) {
    t.equal((await ask(app, { method: 'POST', url, body: sent })).statusCode, 400)
  }
  const quote = showId('quo', payment.id)
  t.equal((await ask(app, { method: 'POST', url, body: { quote } })).statusCode, 201)
  t.equal((await ask(app, { method: 'POST', url, body: { quote: 'quo_1' } })).statusCode, 404)
})

test('a client that goes away ends the waiting and nothing else', async t => {
  const waiting = Promise.withResolvers<AbortSignal>()
  const gone = Promise.withResolvers<undefined>()
  const payments = {
    ...rooms.payments,
    open: async () => Promise.resolve({ payment: pending, replayed: false }),
    ended: async (
      _who: unknown,
      _id: unknown,
      _ms: number,
      signal = new AbortController().signal
    ) => {
      signal.addEventListener('abort', () => gone.resolve(undefined))
      waiting.resolve(signal)
      await gone.promise
      return pending
    }
  }
  const app = await gateway(t, { payments })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const client = request(`${url}/v1/payments`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${secretOf('payments:write')}`,
      'idempotency-key': 'k',
      'content-type': 'application/json'
    }
  })
  const broken = once(client, 'error')
  client.end(JSON.stringify(body))
  const signal = await waiting.promise
  t.notOk(signal.aborted)
  client.destroy()
  await broken
  await gone.promise
  t.ok(signal.aborted)
})
