// The room over real HTTP on loopback, with a clock of its own.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type Test } from 'tap'
import { ANY } from '../../src/net/decide.ts'
import { guardedFetch } from '../../src/net/fetch.ts'
import { coinbase } from '../../src/rates/coinbase.ts'
import { openRates } from '../../src/rates/open.ts'
import { kraken } from '../../src/rates/kraken.ts'
import { RATE_LIMITS, exchangeRates } from '../../src/rates/rates.ts'
import { kraken as makeBelieve } from '../../src/sandbox/shops/kraken.ts'
import type { Ask } from '../../src/sandbox/shops/shop.ts'
import type { Till } from '../../src/sandbox/shops/till.ts'

type Answer = { readonly status?: number; readonly body: string }
const ticker = (price: string): Answer => ({
  body: JSON.stringify({ error: [], result: { XXBTZUSD: { c: [price, '0.1'] } } })
})

async function exchange(t: Test) {
  const asked: string[] = []
  const keys: string[] = []
  let answer: Answer = ticker('100000.0')
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    if (request.headers.authorization !== undefined) keys.push(request.headers.authorization)
    response.writeHead(answer.status ?? 200, { location: '/elsewhere' })
    response.end(answer.body)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = guardedFetch({ rules: ANY, resolve: async () => ['127.0.0.1'], ...RATE_LIMITS })
  t.teardown(async () => {
    await client.close()
    server.closeAllConnections()
    server.close()
  })
  let now = 1_000_000
  const quiet = () => undefined
  const deps = {
    fetch: client.fetch,
    clock: { now: () => now, date: () => new Date(now) },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet }
  }
  return {
    asked,
    keys,
    base,
    deps,
    say: (said: Answer) => (answer = said),
    pass: (ms: number) => (now += ms)
  }
}

test('a rate is asked for once a minute, whoever wants it, and says how old it is', async t => {
  const { asked, base, deps, say, pass } = await exchange(t)
  const room = exchangeRates({ ...deps, exchange: kraken, base })
  const all = await Promise.all([room.quote('USD'), room.quote('USD'), room.quote('USD')])
  t.strictSame(asked, ['/0/public/Ticker?pair=XBTUSD'])
  const first = { currency: 'USD', rate: 10_000_000_000_000n, source: 'kraken' }
  for (const quote of all) t.match(quote, { ...first, at: new Date(1_000_000) })
  say(ticker('90000'))
  pass(59_999)
  t.match(await room.quote('USD'), { ...first, at: new Date(1_000_000) })
  t.equal(asked.length, 1)
  pass(600_000)
  t.match(await room.quote('USD'), { rate: 9_000_000_000_000n, at: new Date(1_659_999) })
})

test('what an exchange that is away said before is good for ten minutes, and then there is none', async t => {
  const { asked, base, deps, say, pass } = await exchange(t)
  const room = exchangeRates({ ...deps, exchange: kraken, base })
  await room.quote('USD')
  for (const bad of [
    { status: 500, body: '{}' },
    { status: 302, body: '' },
    { body: 'no JSON' },
    { body: 'null' },
    { body: '{"error":["EGeneral:Too many requests"]}' },
    { body: '{"error":[],"result":{"A":{"c":["1"]},"B":{"c":["2"]}}}' },
    { body: '{"error":[],"result":{"XXBTZUSD":{"c":[100000.5]}}}' },
    ticker('0'),
    ticker('-5'),
    { body: `"${'x'.repeat(70_000)}"` }
  ]) {
    say(bad)
    const before = asked.length
    pass(600_000)
    t.equal(await room.quote('USD'), undefined, bad.body.slice(0, 60))
    t.equal(await room.quote('USD'), undefined)
    t.equal(asked.length, before + 1, 'it is left alone for a while')
  }
  say(ticker('5'))
  pass(10_000)
  t.match(await room.quote('USD'), { rate: 500_000_000n })
  say({ status: 500, body: '' })
  pass(599_999)
  t.match(await room.quote('USD'), { rate: 500_000_000n }, 'still good')
})

test('coinbase is read as it answers, and only for what was asked', async t => {
  const { asked, base, deps, say, pass } = await exchange(t)
  const room = exchangeRates({ ...deps, exchange: coinbase, base })
  say({ body: '{"data":{"amount":"67234.565","base":"BTC","currency":"EUR"}}' })
  t.match(await room.quote('EUR'), { rate: 6_723_456_500_000n, source: 'coinbase' })
  t.strictSame(asked, ['/v2/prices/BTC-EUR/spot'])
  pass(600_000)
  t.equal(await room.quote('USD'), undefined, 'that is the price in euro')
})

test('a BTCPay store is asked with its key, and read for what was asked', async t => {
  const { asked, keys, base, deps, say, pass } = await exchange(t)
  const store = { url: `${base}/`, apiKey: 'k', storeId: 's/1' }
  const room = openRates('btcpay', { store }, deps)
  const pair = (currencyPair: string, rate: unknown, errors: readonly string[] = []) => ({
    body: JSON.stringify([{ currencyPair, errors, rate }])
  })
  say(pair('BTC_EUR', '67234.565'))
  t.match(await room?.quote('EUR'), { rate: 6_723_456_500_000n, source: 'btcpay' })
  t.strictSame(asked, ['/api/v1/stores/s%2F1/rates?currencyPair=BTC_EUR'])
  t.strictSame(keys, ['token k'])
  for (const none of [pair('BTC_EUR', '5'), pair('BTC_USD', null, ['no rate']), { body: '{}' }]) {
    say(none)
    pass(600_000)
    t.equal(await room?.quote('USD'), undefined)
  }
  say(pair('BTC_USD', 67234.5))
  pass(600_000)
  t.match(await room?.quote('USD'), { rate: 6_723_450_000_000n })
})

test('the sandbox has one of its own; elsewhere there is none that nobody chose', async t => {
  const { base, deps } = await exchange(t)
  t.match(await openRates(undefined, { makeBelieve: base }, deps)?.quote('USD'), {
    source: 'make-believe'
  })
  t.equal(openRates(undefined, {}, deps), undefined)
  const answer = makeBelieve.routes['GET /0/public/Ticker']
  for (const currency of ['USD', 'EUR', 'JPY']) {
    const query = { pair: `XBT${currency}` }
    const said = await answer?.({ query } as unknown as Ask, {} as Till)
    t.ok(kraken.read(said?.body, 'USD'), currency)
  }
  const unknown = await answer?.({ query: { pair: 'x' } } as unknown as Ask, {} as Till)
  t.equal(kraken.read(unknown?.body, 'USD'), undefined)
})
