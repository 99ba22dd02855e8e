// Electrum tells the wallet's whole history, and lightning-charge all its invoices: more than a
// megabyte after a thousand payments, or after a few from an exchange that pays many at once.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type Test } from 'tap'
import { newId, showId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { openSources, type SourceSettings } from '../../src/deposit/registry.ts'
import type { Method } from '../../src/deposit/source.ts'
import { HISTORY_LIMITS } from '../../src/deposit/sources/ask.ts'
import { ANY } from '../../src/net/decide.ts'
import { guardedFetch } from '../../src/net/fetch.ts'
import { bySystem } from '../../src/net/resolve.ts'

type Answer = (path: string, body: string) => unknown

async function serve(t: Test, answer: Answer): Promise<string> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () =>
      response.end(JSON.stringify(answer(request.url ?? '', Buffer.concat(parts).toString())))
    )
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** With the clients that the gateway has. */
function source(t: Test, settings: Partial<SourceSettings>, method: Method) {
  const guard = { rules: ANY, resolve: bySystem }
  const [short, long] = [guardedFetch(guard), guardedFetch({ ...guard, ...HISTORY_LIMITS })]
  t.teardown(async () => Promise.all([short.close(), long.close()]))
  const { sources } = openSources(
    { minMsat: msat(1_000), confirmations: 3, ...settings },
    {
      node: { invoice: async () => Promise.reject(new Error('nobody asks')) },
      network: 'bitcoin',
      fetch: short.fetch,
      fetchHistory: long.fetch,
      publicUrl: 'http://g',
      now: () => new Date()
    }
  )
  const found = sources.find(one => one.method === method)
  if (found === undefined) throw new Error('it is configured')
  return found
}

const MANY = 3_000
const hex = (n: number): string => n.toString(16).padStart(64, '0')

test('on the chain the latest of three thousand payments is found', async t => {
  const history = Array.from({ length: MANY }, (_, n) => ({
    txid: hex(n),
    height: n + 1,
    confirmations: MANY - n,
    inputs: [{ prevout_hash: hex(n), prevout_n: 0, witness: hex(n).repeat(3) }],
    outputs: [{ address: n === MANY - 3 ? 'ours' : 'theirs', value_sat: 5_000 }]
  }))
  const url = await serve(t, (_path, body) => ({
    result: body.includes('onchain_history') ? history : true
  }))
  t.ok(JSON.stringify(history).length > 1_000_000)
  const { polled } = source(t, { electrum: { url, user: 'u', password: 'p' } }, 'onchain')
  const one = { deposit: newId(), invoice: 'ours', stirred: true, timeOver: false }
  const seen = await polled?.sight([one])
  t.match([...(seen ?? [])], [['ours', { payments: [{ state: 'settled' }] }]])
})

test('at lightning-charge an invoice whose answer was lost is found among three thousand', async t => {
  const deposit = newId()
  const all = Array.from({ length: MANY }, (_, n) => ({
    id: String(n),
    payreq: 'lnbc1'.padEnd(400, 'q'),
    rhash: hex(n),
    expires_at: 2_000_000_000,
    metadata: { orderId: n === 0 ? showId('dep', deposit) : '' }
  }))
  const url = await serve(t, path => (path === '/invoices' ? all : {}))
  t.ok(JSON.stringify(all).length > 1_000_000)
  const { open } = source(t, { charge: { url, token: 'x' } }, 'charge')
  const wish = { deposit, amountMsat: undefined, description: '', expirySeconds: 60, again: true }
  t.match(await open(wish), { invoice: '0', paymentHash: hex(0) })
})
