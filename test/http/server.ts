// What is true of every request: log, limits, headers, and the end.
import pino from 'pino'
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { ask, gateway, payment, rooms, secretOf } from './fixtures/gateway.ts'

const CANARY = 'account:read+canary'

test('a key is in no line of the log, whatever goes wrong', async t => {
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: line => void lines.push(line) })
  const accounts = { ...rooms.accounts, find: () => Promise.reject(new Error('a fault')) }
  const app = await gateway(t, { log, accounts })
  const headers = { authorization: `Bearer ${CANARY}` }
  t.equal((await app.inject({ url: '/v1/account', headers })).statusCode, 500)
  for (const url of ['/v1/deposits', '/v1/nothing', '/v1/payments/%E0%A4%A']) {
    await app.inject({ url, headers })
    await app.inject({ url, headers, method: 'POST', payload: 'x' })
  }
  const all = lines.join('')
  t.match(all, /a fault/)
  t.match(all, /"trace":"[0-9a-f]{32}"/)
  t.notMatch(all, /canary/)
})

test('readiness names what is missing', async t => {
  const missing = ['database', 'node']
  const app = await gateway(t, { ready: async () => Promise.resolve({ missing, warnings: [] }) })
  t.match((await ask(app, { url: '/health/ready' })).json(), {
    status: 503,
    code: 'not_ready',
    detail: 'Missing: database, node'
  })
  t.equal((await ask(app, { url: '/health/live' })).statusCode, 200)
})

test('answers are not cached, not sniffed', async t => {
  const { headers } = await ask(await gateway(t), { url: '/v1/account' })
  t.match(headers, { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
})

test('a server that stops answers those who wait, at once', async t => {
  const pending = { ...payment, status: 'pending' as const, preimage: null, finishedAt: null }
  const asked = Promise.withResolvers<undefined>()
  const payments = {
    ...rooms.payments,
    open: async () => Promise.resolve({ payment: pending, replayed: false }),
    ended: async (_who: unknown, _id: unknown, _ms: number, signal?: AbortSignal) => {
      const { promise, resolve } = Promise.withResolvers<typeof pending>()
      signal?.addEventListener('abort', () => resolve(pending))
      asked.resolve(undefined)
      return promise
    }
  }
  const app = await gateway(t, { payments })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const answer = fetch(`${url}/v1/payments`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${secretOf('payments:write')}`,
      'idempotency-key': newId(),
      prefer: 'wait=60',
      'content-type': 'application/json'
    },
    body: JSON.stringify({ destination: 'lnbcrt1' })
  })
  await asked.promise
  await app.close()
  t.equal((await answer).status, 202, 'long before its sixty seconds are over')
})
