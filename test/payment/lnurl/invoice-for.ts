import assert from 'node:assert/strict'
import { test, type Test } from 'tap'
import { msat } from '../../../src/core/msat.ts'
import { readDestination } from '../../../src/payment/lnurl/destination.ts'
import { invoiceFor } from '../../../src/payment/lnurl/invoice-for.ts'
import {
  honest,
  invoice,
  METADATA,
  payRequest,
  screen,
  service,
  web,
  type Respond
} from '../fixtures/lnurl-service.ts'

type Wish = { amountMsat?: number; comment?: string }

function payer(t: Test) {
  const warnings: string[] = []
  const quiet = () => undefined
  const log = {
    debug: quiet,
    info: quiet,
    error: quiet,
    warn: (_: unknown, said: string) => warnings.push(said)
  }
  const deps = { screen, web: web(t), log }
  const ask = async (pasted: string, { amountMsat, comment }: Wish = {}) => {
    const amount = amountMsat === undefined ? undefined : msat(amountMsat)
    const destination = readDestination(pasted)
    assert(destination.is !== 'bolt11', 'an invoice that is there is asked of nobody')
    return invoiceFor({ destination, amountMsat: amount, comment }, deps)
  }
  return { ask, warnings }
}

/** A service whose offer or whose invoice is not as it should be. */
const odd =
  (answer: (amount: number) => object, offer: object = {}): Respond =>
  (url, origin) =>
    url.pathname === '/callback'
      ? answer(Number(url.searchParams.get('amount')))
      : payRequest(origin, offer)

test('a lightning address and an LNURL become an invoice over exactly the amount', async t => {
  const { origin, host, asked } = await service(t, honest)
  const { ask, warnings } = payer(t)
  for (const destination of [
    `Alice@${host}`,
    `lnurlp://${host}/pay`,
    `bitcoin:?lightning=alice@${host}`
  ]) {
    const { bolt11, amountMsat, description } = await ask(destination, { amountMsat: 5_000 })
    t.match(screen(bolt11), { is: 'invoice', amountMsat: 5_000n })
    t.equal(amountMsat, 5_000n)
    t.equal(description, 'Coffee for Alice')
  }
  t.equal(asked[0]?.href, `${origin}/.well-known/lnurlp/alice`)
  t.equal(asked[1]?.href, `${origin}/callback?amount=5000`)
  t.same(warnings, [])
})

test('an invoice in a link goes through as it is, and nobody is asked', async t => {
  const { ask } = payer(t)
  const bolt11 = invoice(1_000)
  t.match(await ask(`bitcoin:bc1qx?label=Shop&amount=0.00000001&lightning=${bolt11}`), {
    bolt11,
    amountMsat: 1_000n,
    description: 'Shop'
  })
})

test('a link and a request that name different amounts are not guessed between', async t => {
  const link = `bitcoin:bc1qx?amount=0.00000001&lightning=${invoice(undefined)}`
  const { ask } = payer(t)
  await t.rejects(ask(link, { amountMsat: 999 }), { code: 'amount_mismatch', detail: /1000 msat/ })
  t.match(await ask(link, { amountMsat: 1_000 }), { amountMsat: 1_000n })
})

test('the comment goes along where the payee takes it, and the callback keeps its own query', async t => {
  const { host, asked } = await service(t, (url, origin) =>
    url.pathname === '/callback'
      ? { pr: invoice(2_000) }
      : payRequest(origin, { callback: `${origin}/callback?s=a%20b+c`, commentAllowed: 5 })
  )
  const { ask } = payer(t)
  const destination = `alice@${host}`
  await ask(destination, { amountMsat: 2_000, comment: '⚡ & 🚀' })
  t.equal(asked[1]?.search, '?s=a%20b+c&amount=2000&comment=%E2%9A%A1%20%26%20%F0%9F%9A%80')
  await t.rejects(ask(destination, { amountMsat: 2_000, comment: '123456' }), {
    code: 'invalid_request',
    fields: [{ pointer: '/comment', detail: /up to 5/ }]
  })
  t.equal(asked.length, 3, 'no invoice was asked for')
})

test('a payee that takes no comment gets none', async t => {
  const { host } = await service(
    t,
    odd(() => ({ pr: invoice(2_000) }))
  )
  const failed = payer(t).ask(`alice@${host}`, { amountMsat: 2_000, comment: 'hi' })
  await t.rejects(failed, { code: 'invalid_request', fields: [{ pointer: '/comment' }] })
})

test('an invoice over another description is paid all the same, with a warning', async t => {
  const { host } = await service(
    t,
    odd(amount => ({ pr: invoice(amount, { metadata: 'other' }) }))
  )
  const { ask, warnings } = payer(t)
  await ask(`alice@${host}`, { amountMsat: 2_000 })
  t.match(warnings, [/another description/])
})

test('routes and whatever else a service adds are ignored', async t => {
  const more = {
    routes: [[{ nodeId: 'x' }]],
    disposable: false,
    verify: 'x',
    successAction: null,
    y: 1
  }
  const { host } = await service(
    t,
    odd(amount => ({ pr: invoice(amount), ...more }))
  )
  t.match(await payer(t).ask(`alice@${host}`, { amountMsat: 2_000 }), { amountMsat: 2_000n })
})

test('an answer that is not what was asked for is not paid', async t => {
  for (const [answer, code, why, offer] of [
    [() => ({ pr: invoice(2_001) }), 'invoice_invalid', /asks for 2001 msat/],
    [() => ({ pr: invoice(2) }), 'invoice_invalid', /asks for 2 msat/],
    [() => ({ pr: invoice(undefined) }), 'invoice_invalid', /asks for any amount/],
    [
      () => ({ pr: invoice(2_000).replace(/.$/, last => (last === 'q' ? 'p' : 'q')) }),
      'invoice_invalid',
      /checksum/
    ],
    [() => ({ pr: MAINNET }), 'invoice_wrong_network', /bitcoin/],
    [() => ({ pr: 'alice@cafe.example' }), 'invoice_invalid', /lnbc/],
    [() => ({ pr: 5 }), 'invoice_invalid', /no invoice/],
    [() => ({}), 'invoice_invalid', /no invoice/],
    [() => ({ status: 'ERROR', reason: 'sold out' }), 'lapp_refused', /sold out/],
    [
      () => ({ pr: invoice(2_000), successAction: { tag: 'run' } }),
      'invoice_invalid',
      /success action/
    ],
    [
      () => ({ pr: invoice(2_000) }),
      'invoice_invalid',
      /email/,
      { payerData: { email: { mandatory: true } } }
    ],
    [
      () => ({ pr: invoice(2_000) }),
      'invoice_invalid',
      /only https/,
      { callback: 'http://shop.example/' }
    ],
    [
      () => ({ pr: invoice(2_000) }),
      'invoice_invalid',
      /channelRequest/,
      { tag: 'channelRequest' }
    ],
    [() => ({ pr: invoice(2_000) }), 'amount_mismatch', /to 1500 msat/, { maxSendable: 1_500 }]
  ] as const) {
    const { host } = await service(t, odd(answer, { metadata: METADATA, ...offer }))
    const failed = payer(t).ask(`alice@${host}`, { amountMsat: 2_000 })
    await t.rejects(failed, { code, detail: why }, String(why))
  }
})

/** The first of BOLT 11's own examples. */
const MAINNET =
  'lnbc1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaq9qrsgq357wnc5r2ueh7ck6q93dj32dlqnls087fxdwk8qakdyafkq3yap9us6v52vjjsrvywa6rt52cm9r9zqt8r2t7mlcwspyetp5h2tztugp9lfyql'

test('what is no destination of ours is refused', async t => {
  const { ask } = payer(t)
  for (const text of ['hello', 'bitcoin:bc1qx', 'keyauth://cafe.example/']) {
    await t.rejects(ask(text), { code: 'invoice_invalid' }, text)
  }
  await t.rejects(ask('lnurlp://abc.onion/pay'), { code: 'invoice_invalid', detail: /onion/ })
})
