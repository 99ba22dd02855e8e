// lightning-charge that refused its stream once (it was starting) was never asked for it again, and
// who waited for that stream did not end with the gateway.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import { openSources } from '../../src/deposit/registry.ts'

const nobody = (): Promise<never> => Promise.reject(new Error('nobody is asked here'))

test('it rings after one refusal, and ends at the stop signal', async t => {
  let asked = 0
  const server = createServer((_, response) => {
    asked += 1
    if (asked === 1) return void response.writeHead(503).end('starting')
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data:{"id":"abc"}\n\n')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { sources } = openSources(
    { charge: { url, token: 'x' }, minMsat: msat(1_000), confirmations: 1 },
    {
      node: { invoice: nobody },
      network: 'regtest',
      fetch: nobody,
      fetchHistory: nobody,
      publicUrl: 'http://g',
      now: () => new Date()
    }
  )
  const polled = sources.map(({ polled: one }) => one).find(one => one?.listen !== undefined)
  const stop = new AbortController()
  const rung = Promise.withResolvers<string>()
  const over = polled?.listen?.(() => rung.resolve('rung'), stop.signal)
  t.equal(await rung.promise, 'rung')
  t.equal(asked, 2)
  stop.abort()
  await over
})
