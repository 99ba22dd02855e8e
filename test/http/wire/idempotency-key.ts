import { test } from 'tap'
import type { Key } from '../../../src/core/idempotency.ts'
import { showId } from '../../../src/core/ids.ts'
import { ask, gateway, rooms, STRANGER, transfer } from '../fixtures/gateway.ts'

const url = '/v1/transfers'
const body = { to: showId('acc', STRANGER), amount_msat: 1, memo: 'x' }

async function keysOf(t: Parameters<typeof gateway>[0]) {
  const seen: Key[] = []
  const send = async (_from: unknown, key: Key) => {
    seen.push(key)
    return Promise.resolve({ transfer, replayed: seen.length > 1 })
  }
  const app = await gateway(t, { transfers: { ...rooms.transfers, send } })
  return {
    seen,
    send: async (key: string, sent: unknown = body) =>
      ask(app, { method: 'POST', url, body: sent, headers: { 'idempotency-key': key } })
  }
}

test('what moves money needs a key of 1 to 255 visible ASCII characters', async t => {
  const app = await gateway(t)
  const routes = {
    '/v1/deposits': {},
    '/v1/payments': { destination: 'lnbcrt1' },
    [url]: body,
    [`${url}/batch`]: { transfers: [body] },
    '/v1/lapps/lnsms/purchases': { input: {} }
  }
  for (const [path, sent] of Object.entries(routes)) {
    const answer = await app.inject({
      method: 'POST',
      url: path,
      payload: sent,
      headers: {
        authorization: 'Bearer deposits:write+payments:write+transfers:write+purchases:write'
      }
    })
    t.match(answer.json(), { status: 400, code: 'idempotency_key_required' }, path)
  }
  const { send } = await keysOf(t)
  for (const good of ['a', '~!{}', 'x'.repeat(255)]) t.equal((await send(good)).statusCode, 201)
  for (const bad of ['', 'a b', 'x'.repeat(256), 'ä', 'a\t', 'a,b c', '\u007f']) {
    t.match((await send(bad)).json(), { status: 400, code: 'invalid_request' }, bad)
  }
})

test('the same body in another order is the same request; a repeat says so', async t => {
  const { seen, send } = await keysOf(t)
  const first = await send('k')
  const again = await send('k', Object.fromEntries(Object.entries(body).reverse()))
  await send('k', { ...body, memo: 'y' })
  await send('l')
  const [one, same, other, another] = seen
  t.strictSame(one, same)
  t.equal(first.headers['idempotent-replayed'], undefined)
  t.equal(again.headers['idempotent-replayed'], 'true')
  t.equal(other?.key, one?.key)
  t.not(other?.fingerprint, one?.fingerprint)
  t.not(another?.key, one?.key)
})
