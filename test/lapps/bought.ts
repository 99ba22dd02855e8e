import { test } from 'tap'
import { faults } from '../e2e/harness/money.ts'
import { until } from '../e2e/harness/until.ts'
import { market } from './harness/market.ts'

const [PHONE, ZEROS] = ['+19876543210', '+19876500000']
const WALLET = 'wallet.example'
const CLOSED = 'http://127.0.0.1:9'
const KEY = 'c2FuZGJveDppbnZvaWNlLWtleQ=='

type Sale = {
  readonly lapp: string
  readonly input: object
  readonly sat: number
  readonly output?: object
  /** A LApp that only pays has no delivery to wait for. */
  readonly status?: 'paid'
}

const mail = { recipient: 'alice@example.com', subject: 'Hello', body: 'Paid for with sats' }
const paidUrl = (name: string, sat: number, output: object): Sale => ({
  lapp: 'paid-url',
  sat,
  output,
  input: { url: `https://paid.example/${name}`, sat: 100 }
})
const to = (user: string, output: object, more: object = {}): Sale => ({
  lapp: 'deposit',
  sat: 21,
  output,
  input: { to: `${user}@${WALLET}`, sat: 21, ...more }
})

const SALES: readonly Sale[] = [
  { lapp: 'echo', input: { text: 'Hello' }, sat: 5, output: { echo: 'Hello' } },
  { lapp: 'lnsms', input: { number: PHONE, text: 'lnsms' }, sat: 700, output: {} },
  { lapp: 'sat2io', input: { tel: PHONE, sat: 5_050 }, sat: 5_102, output: {} },
  { lapp: 'sms4sats', input: { phone: PHONE, message: 'sms4sats' }, sat: 900, output: {} },
  to('alice', {}),
  to('message', { message: 'Thank you!' }),
  to('link', { message: 'Your ticket', link: /\/ticket$/ }),
  to('secret', { message: 'A secret', secret: 'The cake is in the oven' }),
  to('fixed', {}, { sat: undefined }),
  to('curious', {}, { name: 'Satoshi', comment: 'For you' }),
  {
    lapp: 'deposit',
    sat: 30,
    output: {},
    input: { to: `lnurlp://${WALLET}/.well-known/lnurlp/alice`, sat: 30 }
  },
  {
    lapp: 'lnemail',
    input: { what: 'account' },
    sat: 1_000,
    output: { address: /@lnemail\.net$/, token: /^[\w-]{32}$/ }
  },
  {
    lapp: 'lnemail',
    sat: 100,
    output: {},
    input: { what: 'send', token: 'sandbox-token', ...mail }
  },
  paidUrl('report', 30, { body: 'The report: all is well.', cut: false, authorization: /^L402 / }),
  paidUrl('weather', 5, { body: /^Sun/, authorization: /^L402 / }),
  paidUrl('answer', 42, { body: 'The answer is 42.', authorization: /^Payment / }),
  paidUrl('book', 90, { body: /^Once upon a time/, cut: true }),
  { lapp: 'ppq', input: { sat: 1_000 }, sat: 1_000, output: { key: /^sk-/, credit: /^credit-/ } },
  { lapp: 'ppq', input: { sat: 200, key: 'sandbox-key' }, sat: 200, output: {} },
  { lapp: 'lntxbot', input: { sat: 150, key: KEY }, sat: 150, status: 'paid' },
  { lapp: 'lntxbot', input: { sat: 150, user: 'alice' }, sat: 150, status: 'paid' }
]

type No = { readonly lapp: string; readonly input: object; readonly says: RegExp }

const noTo = (user: string, says: RegExp, more: object = {}): No => ({
  lapp: 'deposit',
  says,
  input: { to: `${user}@${WALLET}`, sat: 21, ...more }
})

const REFUSALS: readonly No[] = [
  { lapp: 'echo', input: { text: 'Silence' }, says: /does not echo/ },
  { lapp: 'lnsms', input: { number: '+9991234567', text: 'x' }, says: /not served/ },
  { lapp: 'sat2io', input: { tel: ZEROS, sat: 5_000 }, says: /does not serve this number/ },
  { lapp: 'sms4sats', input: { phone: '+9991234567', message: 'x' }, says: /country/ },
  { lapp: 'satellite', input: { sat: 10 }, says: /nothing to send/ },
  { lapp: 'satellite', input: { sat: 1, message: 'é'.repeat(600) }, says: /bid is at least/ },
  { lapp: 'satellite', input: { sat: 1, order: 'x' }, says: /no order code/ },
  noTo('nobody', /nobody of that name/),
  noTo('alice', /takes from 1 to 1000000 sat/, { sat: undefined }),
  noTo('fixed', /takes 21 sat/, { sat: 22 }),
  noTo('curious', /wants to know your name/),
  noTo('strict', /demands what is not told/),
  noTo('alice', /comment of up to 20/, { comment: 'x'.repeat(21) }),
  noTo('withdraw', /not for paying/),
  { lapp: 'deposit', input: { to: 'what is this', sat: 1 }, says: /invoice, a Lightning address/ },
  { lapp: 'deposit', input: { to: 'bitcoin:bc1qx?amount=1', sat: 1 }, says: /no Lightning part/ },
  { lapp: 'lnemail', input: { what: 'send', token: 'x', ...mail }, says: /access token/ },
  { lapp: 'paid-url', input: { url: 'https://paid.example/gold', sat: 9 }, says: /costs 9000 sat/ },
  { lapp: 'paid-url', input: { url: 'https://paid.example/free', sat: 9 }, says: /free/ },
  { lapp: 'paid-url', input: { url: 'https://paid.example/no', sat: 9 }, says: /not sold there/ },
  { lapp: 'ppq', input: { sat: 1_000, key: 'wrong' }, says: /API key/ },
  { lapp: 'lntxbot', input: { sat: 100, key: 'wrong' }, says: /auth/ },
  { lapp: 'lntxbot', input: { sat: 100, user: 'zed' }, says: /no user zed/ },
  { lapp: 'lntxbot', input: { sat: 100 }, says: /either/ }
]

/** What the buyer names and is no good; often enough to pause a LApp whose own service failed. */
const BROKEN: readonly No[] = [
  noTo('greedy', /another amount/),
  noTo('elsewhere', /another domain/),
  noTo('unknown', /not known here/),
  noTo('nameless', /Lightning address/),
  {
    lapp: 'deposit',
    input: { to: 'alice@127.0.0.1', sat: 21 },
    says: /does not answer/
  },
  { lapp: 'paid-url', input: { url: 'http://127.0.0.1:9735/', sat: 9 }, says: /no answer/ },
  { lapp: 'paid-url', input: { url: 'https://localhost/', sat: 9 }, says: /no answer/ }
]

test('every LApp is bought end to end over REST', { timeout: 240_000 }, async t => {
  const shop = await market(t)

  await t.test('a purchase is quoted, paid and delivered, and costs what was said', async t => {
    for (const { lapp, input, sat, output, status = 'delivered' } of SALES) {
      const what = `${lapp} ${JSON.stringify(input)}`
      const before = await shop.free()
      const quoted = await shop.quote(lapp, input)
      t.match(quoted, { status: 200, body: { amount_msat: sat * 1_000 } }, what)
      const bought = await shop.buy(lapp, input)
      const delivery = status === 'paid' ? { state: 'none' } : { state: 'ready', output }
      t.match(bought, { status: 201, body: { status, amount_msat: sat * 1_000, delivery } }, what)
      const fee = Number(bought.body['fee_msat'])
      t.equal(before - (await shop.free()), sat * 1_000 + fee, `${what}: neither more nor less`)
    }
    const texts = await shop.texts(PHONE)
    t.match(texts, ['lnsms', /^You received 5050 sats: http/, 'sms4sats'])
  })

  await t.test('a quote is what is paid', async t => {
    const { body } = await shop.quote('echo', { text: 'Hello again' })
    const how = { wait: 20 }
    const quote = { quote: body['id'] }
    const bought = await shop.ask('POST', '/v1/lapps/echo/purchases', quote, how)
    t.match(bought.body, { status: 'delivered', quote: body['id'], amount_msat: 11_000 })
  })

  await t.test('a broadcast is sent, and its bid raised with the order code', async t => {
    const sent = await shop.buy('satellite', { message: 'Hello, Earth', sat: 10 })
    t.match(sent.body, { status: 'delivered', amount_msat: 10_000 })
    const { output } = sent.body['delivery'] as { output: { status: string; order: string } }
    t.equal(output.status, 'sent')
    const raised = await shop.buy('satellite', { order: output.order, sat: 3 })
    t.match(raised.body, { status: 'delivered', amount_msat: 3_000, delivery: { output } })
    const other = output.order.replace(/\..*/, '.wrong')
    const refused = await shop.buy('satellite', { order: other, sat: 3 })
    t.match(refused, { status: 422, body: { code: 'lapp_refused', detail: /token/ } })
  })

  await t.test('a pasted invoice is paid as it is, once', async t => {
    const made = await shop.ask('POST', '/sandbox/wallet/invoice', { amount_msat: 42_000 })
    const bolt11 = String(made.body['bolt11'])
    const link = `bitcoin:bcrt1q?lightning=${bolt11.toUpperCase()}`
    t.match((await shop.buy('deposit', { to: link })).body, { status: 'delivered' })
    t.match(await shop.buy('deposit', { to: `lightning:${bolt11}` }), { status: 409 })
    const open = await shop.ask('POST', '/sandbox/wallet/invoice', {})
    const any = await shop.buy('deposit', { to: open.body['bolt11'], sat: 1 })
    t.match(any, { status: 422, body: { code: 'lapp_refused', detail: /names no amount/ } })
  })

  await t.test('a no of the service is a no, and nothing is held', async t => {
    const before = await shop.free()
    for (const { lapp, input, says } of REFUSALS) {
      const answer = await shop.buy(lapp, input)
      t.match(answer, { status: 422, body: { code: 'lapp_refused' } }, JSON.stringify(input))
      t.match(answer.body['detail'], says)
    }
    for (const { lapp, input, says } of BROKEN) {
      const answer = await shop.buy(lapp, input)
      t.match(answer.body, { code: 'lapp_refused' }, JSON.stringify(input))
      t.match(answer.body['detail'], says)
    }
    t.equal(await shop.free(), before)
  })

  await t.test(
    'a message on delivery is pending until it has arrived, or costs nothing',
    async t => {
      const before = await shop.free()
      const how = { wait: 0 }
      const ask = (phone: string, message: string) =>
        shop.ask('POST', '/v1/lapps/sms4sats/purchases', { input: { phone, message } }, how)
      const held = await ask(PHONE, 'held')
      t.match(held, { status: 202, body: { status: 'pending' } })
      t.ok((await shop.free()) <= before - 900_000, 'held, neither spent nor free')
      const lost = await ask(ZEROS, 'lost')
      t.match(lost.body, { status: 'pending' })
      t.match(await shop.outcome(held), { status: /paid|delivered/ })
      await until(async () => ((await shop.texts(PHONE)).includes('held') ? true : undefined))
      t.match(await shop.outcome(lost), { status: 'failed', delivery: { state: 'none' } })
      const paid = await shop.ask('GET', `/v1/purchases/${String(held.body['id'])}`)
      const fee = Number(paid.body['fee_msat'])
      t.equal(await shop.free(), before - 900_000 - fee, 'the lost one cost nothing')
    }
  )

  await t.test('a payment that fails delivers nothing and costs nothing', async t => {
    const before = await shop.free()
    await faults(shop, { is: 'fail', code: 205 })
    const failed = await shop.buy('ppq', { sat: 500 })
    t.match(failed.body, { status: 'failed', delivery: { state: 'none', output: null } })
    t.equal(await shop.free(), before)
  })
})

test('a service that is away sells nothing, and nothing is held', { timeout: 120_000 }, async t => {
  const away = ['ECHO', 'LNSMS', 'SAT2IO', 'SATELLITE', 'SMS4SATS', 'LNEMAIL', 'PPQ', 'LNTXBOT']
  const nowhere = [...away, 'DEPOSIT', 'PAID_URL'].map(name => [`LAPP_${name}_URL`, CLOSED])
  const shop = await market(t, Object.fromEntries(nowhere) as Record<string, string>)
  const before = await shop.free()
  const broadcast = { lapp: 'satellite', input: { message: 'x', sat: 1 } }
  for (const { lapp, input } of [...SALES, broadcast]) {
    const answer = await shop.buy(lapp, input)
    // Where the buyer names the service, it is not the LApp's own that is away.
    const code = ['deposit', 'paid-url'].includes(lapp) ? 'lapp_refused' : 'lapp_unavailable'
    t.match(answer.body, { code }, JSON.stringify(input))
  }
  t.equal(await shop.free(), before)
})
