// A LApp's author has a service of their own: it gets its invoices of the sandbox, and is told when
// they were paid.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { test, type Test } from 'tap'
import { keepCallingBack } from '../../../src/sandbox/shops/authors.ts'
import { keepDelivering } from '../../../src/sandbox/shops/till.ts'
import { openRoutes } from '../fixtures/routes.ts'

type Told = Readonly<Record<string, unknown>>

/** Refuses the first `refusals` calls. */
async function service(t: Test, refusals = 0) {
  const calls: Told[] = []
  const heard = Promise.withResolvers<Told>()
  const server = createServer((request, response) => {
    void json(request).then(body => {
      calls.push(body as Told)
      response.statusCode = calls.length > refusals ? 204 : 503
      response.end()
      if (calls.length > refusals) heard.resolve(body as Told)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { calls, heard: heard.promise, callback: `http://127.0.0.1:${port}/paid` }
}

test('it is told once, with the preimage, after it was paid and not before', async t => {
  const { node, post } = await openRoutes(t)
  t.teardown(keepDelivering(node.network, []))
  t.teardown(keepCallingBack(node.network))
  const { calls, heard, callback } = await service(t, 1)
  const ask = { amount_msat: 21_000, description: 'A postcard', callback }
  const made = await post('/shops/postcard/invoices', ask)
  t.match(made, { status: 200, json: { bolt11: /^lnbcrt/, payment_hash: /^[0-9a-f]{64}$/ } })
  const other = await post('/shops/postcard/invoices', ask)
  t.same(calls, [], 'nothing before it is paid')
  const paid = await node.call('xpay', { invstring: made.json['bolt11'] })
  const preimage = paid.result?.['payment_preimage']
  t.match(await heard, { payment_hash: made.json['payment_hash'], preimage, amount_msat: 21_000 })
  t.equal(calls.length, 2, 'again after it was refused, and of the other nothing')
  t.not(other.json['payment_hash'], made.json['payment_hash'])
})

test('what was paid while nobody looked is told after a restart', async t => {
  const { node, post } = await openRoutes(t)
  const { heard, callback } = await service(t)
  const made = await post('/shops/postcard/invoices', { amount_msat: 1_000, callback })
  await node.call('xpay', { invstring: made.json['bolt11'] })
  t.teardown(keepDelivering(node.network, []))
  t.teardown(keepCallingBack(node.network))
  t.match(await heard, { payment_hash: made.json['payment_hash'] })
})

test('the sandbox calls nobody but this machine', async t => {
  const { post } = await openRoutes(t)
  for (const callback of [
    'http://192.0.2.1/paid',
    'http://127.0.0.1.evil.example/',
    'http://127.0.0.1@evil.example/',
    'http://localhost:80@evil.example/',
    'https://evil.example/',
    'file:///etc/passwd'
  ])
    t.equal((await post('/shops/postcard/invoices', { amount_msat: 1, callback })).status, 400)
  const callback = 'http://localhost:1/'
  t.equal((await post('/shops/..%2Fx/invoices', { amount_msat: 1, callback })).status, 400)
})
