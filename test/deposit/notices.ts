// Doorbells: what is proven, forged, doubled, early or late comes to the same one credit.
import { test } from 'tap'
import { noticeToken } from '../../src/deposit/sources/charge.ts'
import { payOnChain } from '../../src/sandbox/payment-services/chain-payments.ts'
import { doors, invoiceOf, post, rings, signed, until } from './harness/doors.ts'
import { elsewhere } from './harness/elsewhere.ts'
import openapi from './fixtures/btcpay-openapi.json' with { type: 'json' }

const event = (type: string, invoiceId: string, more: object = {}): string =>
  JSON.stringify({
    deliveryId: 'd1',
    webhookId: 'w',
    originalDeliveryId: 'd1',
    isRedelivery: false,
    type,
    timestamp: 1,
    storeId: 's',
    invoiceId,
    metadata: {},
    ...more
  })

/** Those that its OpenAPI does not describe have no flags. */
const EVENTS: Readonly<Record<string, readonly string[]>> = {
  ...openapi.events,
  InvoiceCreated: [],
  InvoiceExpiredPaidPartial: [],
  InvoicePaidAfterExpiration: [],
  InvoiceRefund: []
}

/** Of its legacy notices. */
const CODES = [1001, 1002, 1003, 1004, 1005, 1006, 1008, 1009, 1013, 1014, 2000, 2008, 2009]

test('of BTCPay Server only what it signed over the raw bytes rings', async t => {
  const on = await elsewhere(t)
  const app = await doors(t, on)
  const deposit = await on.ask(await on.user(), 'btcpay', 5_000)
  const { webhookSecret: secret } = on.keys.btcpay
  const body = event('InvoiceSettled', await invoiceOf(on, deposit))
  const good = signed(secret, body)
  const forged: Readonly<Record<string, readonly [body: string, header: string | undefined]>> = {
    'no signature': [body, undefined],
    'an empty one': [body, ''],
    'an empty secret': [body, signed('', body)],
    'another secret': [body, signed('another store’s secret', body)],
    'in capitals': [body, good.toUpperCase()],
    'without its scheme': [body, good.slice(7)],
    'cut short': [body, good.slice(0, -2)],
    longer: [body, `${good}00`],
    'of other bytes': [`${body} `, good],
    'of the same JSON in another order': [JSON.stringify(JSON.parse(body), null, 1), good],
    'with a key that comes twice': [body.replace('{', '{"invoiceId":"x",'), good]
  }
  for (const [name, [payload, header]] of Object.entries(forged)) {
    const headers: Record<string, string> = header === undefined ? {} : { 'btcpay-sig': header }
    t.equal(await post(app, '/notices/btcpay', payload, headers), 401, name)
  }
  t.equal(await rings(on), 0)
  t.equal(await post(app, '/notices/btcpay', body, { 'btcpay-sig': good }), 204)
  t.equal(await rings(on), 1)
  const open = await doors(t, on, { btcpay: { webhookSecret: undefined } })
  t.equal(await post(open, '/notices/btcpay', body, { 'btcpay-sig': signed('', body) }), 401)
})

test('what nobody signs rings, and is believed in nothing', async t => {
  const on = await elsewhere(t)
  const app = await doors(t, on)
  const alice = await on.user()
  const deposit = await on.ask(alice, 'btcpay', 5_000)
  const id = await invoiceOf(on, deposit)
  const claims = { id, status: 'complete', price: 5_000, btcPaid: '1.00000000', btcDue: '0' }
  t.equal(await post(app, '/notices/btcpay/ipn', JSON.stringify(claims)), 204)
  for (const code of CODES) {
    const extended = { event: { code, name: 'invoice' }, data: claims }
    t.equal(await post(app, '/notices/btcpay/ipn', JSON.stringify(extended)), 204, String(code))
  }
  const heard = 1 + CODES.length
  t.equal(await rings(on), heard)
  for (const odd of ['', 'null', '[]', '{"id":7}', '{"id":"unknown"}', '\0', '{"id":""}']) {
    t.equal(await post(app, '/notices/btcpay/ipn', odd), 204, 'nothing that is known')
  }
  t.equal(await rings(on), heard)
  await on.look(deposit)
  t.equal(await on.balance(alice), 0n)
})

test('charge and Electrum ring by a token that cannot be guessed', async t => {
  const on = await elsewhere(t)
  const app = await doors(t, on)
  const alice = await on.user()
  const [paid, chain] = [await on.ask(alice, 'charge', 5), await on.ask(alice, 'onchain', 5_000)]
  const tokens = {
    charge: noticeToken(on.keys.charge.token),
    electrum: noticeToken(on.keys.electrum.password)
  }
  const notes = {
    charge: JSON.stringify({ id: await invoiceOf(on, paid), status: 'paid' }),
    electrum: JSON.stringify({ address: await invoiceOf(on, chain), status: 'ff' })
  }
  for (const name of ['charge', 'electrum'] as const) {
    for (const token of ['x', tokens[name].slice(1), tokens[name].toUpperCase(), 'é'.repeat(48)]) {
      const path = `/notices/${name}/${encodeURIComponent(token)}`
      t.equal(await post(app, path, notes[name]), 401)
    }
    t.equal(await post(app, `/notices/${name}/${tokens[name]}`, notes[name]), 204)
  }
  t.equal(await rings(on), 2)
  const closed = await doors(t, on, { btcpay: undefined, chargeToken: undefined })
  t.equal(await post(closed, '/notices/btcpay', '{}'), 404)
  t.equal(await post(closed, `/notices/charge/${tokens.charge}`, notes.charge), 404)
})

test('what cannot be stored is answered so that it comes again', async t => {
  const on = await elsewhere(t)
  const away = { ring: async () => Promise.reject(new Error('the database is away')) }
  const app = await doors(t, on, { bell: away })
  t.equal(await post(app, '/notices/btcpay/ipn', '{"id":"any"}'), 503)
})

test('each event twenty times, in any order, to three gateways: one credit', async t => {
  const on = await elsewhere(t)
  const app = await doors(t, on)
  const alice = await on.user()
  const stops = [on.gateway(), on.gateway(), on.gateway()]
  const all = [
    await on.ask(alice, 'btcpay', 5_000),
    await on.ask(alice, 'btcpay', 6_000),
    await on.ask(alice, 'btcpay', 7_000)
  ]
  const secret = on.keys.btcpay.webhookSecret
  const ids = await Promise.all(all.map(async deposit => invoiceOf(on, deposit)))
  /** A redelivery has an id of its own. */
  const told = (times: number): readonly string[] =>
    ids.flatMap(id =>
      Object.entries(EVENTS).flatMap(([type, flags]) =>
        [true, false].map(flag =>
          event(type, id, {
            ...Object.fromEntries(flags.map(name => [name, flag])),
            deliveryId: `d${times}`,
            isRedelivery: times > 1
          })
        )
      )
    )
  // Before anything was paid they come to nothing.
  for (const body of told(1).toReversed()) {
    t.equal(await post(app, '/notices/btcpay', body, { 'btcpay-sig': signed(secret, body) }), 204)
  }
  t.equal(await on.balance(alice), 0n)
  on.pay(all[0]?.bolt11 ?? '')
  const paid = { coin: 'BTC', sats: 6_000n, confirmations: 2 } as const
  payOnChain(on.network, { ...paid, address: all[1]?.address ?? '' })
  for (let times = 0; times < 20; times++) {
    await Promise.all(
      told(times + 2).map(async body =>
        post(app, '/notices/btcpay', body, { 'btcpay-sig': signed(secret, body) })
      )
    )
  }
  t.ok(await until(async () => (await on.balance(alice)) === 11_000_000n))
  await Promise.all(stops.map(async stop => stop()))
  t.equal(await on.balance(alice), 11_000_000n)
  t.equal((await on.sql(`select from entry where kind = 'deposit'`)).length, 2)
  t.same(await on.wrong(), [])
})

test('lost notices and outages are made good by looking, in another process as well', async t => {
  const on = await elsewhere(t)
  const alice = await on.user()
  const deposit = await on.ask(alice, 'btcpay', 5_000)
  const late = await on.ask(alice, 'charge', 4)
  const chain = await on.ask(alice, 'onchain', 3_000)
  await Promise.all(Object.values(on.served).map(async door => door.close()))
  on.pay(deposit.bolt11)
  on.pay(late.bolt11)
  const paid = { coin: 'BTC', sats: 3_000n, confirmations: 3 } as const
  payOnChain(on.network, { ...paid, address: chain.address ?? '' })
  const first = on.gateway()
  t.ok(await until(async () => Promise.resolve(on.away.length > 3)), 'it says that they are away')
  await first()
  t.equal(await on.balance(alice), 0n)
  on.served.btcpay = await on.open.btcpay()
  on.served.charge = await on.open.charge()
  on.served.electrum = await on.open.electrum()
  await on.sql('update deposit_look set next_at = now()')
  const second = on.gateway()
  t.ok(await until(async () => (await on.balance(alice)) === 8_004_000n))
  await second()
  t.same(await on.wrong(), [])
})
