import { join } from 'node:path'
import { test } from 'tap'
import { ConfigError, readConfig } from '../src/config.ts'

test('with nothing set there is a sandbox on loopback', async t => {
  t.match(readConfig({}), {
    host: '127.0.0.1',
    port: 3000,
    publicUrl: 'http://127.0.0.1:3000',
    dataDir: '.data',
    sandbox: true,
    rateLimit: 0
  })
})

test('a real node has a rate limit by default', async t => {
  t.match(readConfig({ LIGHTNING_RPC: '/x/lightning-rpc' }), { sandbox: false, rateLimit: 100 })
})

test('strangers buy, and webhooks lead to private addresses, in the sandbox alone', async t => {
  t.match(readConfig({}), { paidEndpoints: true, webhookAllowPrivate: true })
  const real = { LIGHTNING_RPC: '/x/lightning-rpc' }
  t.match(readConfig(real), { paidEndpoints: false, webhookAllowPrivate: false })
  const set = { ...real, PAID_ENDPOINTS: 'true', WEBHOOK_ALLOW_PRIVATE: 'true' }
  t.match(readConfig(set), { paidEndpoints: true, webhookAllowPrivate: true })
  t.match(readConfig({ PAID_ENDPOINTS: 'false' }), { paidEndpoints: false })
})

test('what is wrong is named, with what would be right', async t => {
  const wrong: [string, string][] = [
    ['PORT', 'abc'],
    ['PORT', '70000'],
    ['NETWORK', 'mainnet'],
    ['DATABASE_URL', 'mysql://u:secret@h/d'],
    ['PUBLIC_URL', 'example.com'],
    ['LOG_LEVEL', 'loud'],
    ['CLAIM_EXPIRES_IN', '-1'],
    ['TRANSFER_MEMO_MIN', '-1'],
    ['IN_FLIGHT_MAX', '0'],
    ['IN_FLIGHT_MAX_MSAT', '1.5'],
    ['GATEWAY_IN_FLIGHT_MAX_MSAT', 'much'],
    ['NODE_SHARED', 'maybe'],
    ['PAID_ENDPOINTS', 'maybe'],
    ['WEBHOOK_ALLOW_PRIVATE', 'maybe'],
    ['RATES', 'binance'],
    ['TELEGRAM_WEBHOOK_SECRET', 'x'.repeat(31)],
    ['DEPOSIT_MIN', '0'],
    ['DEPOSIT_MAX_SHARE', '1/2'],
    ['ELECTRUM_CONFIRMATIONS', '0'],
    ['BTCPAY_WEBHOOK_SECRET', 'short'],
    ['CHARGE_URL', 'localhost:9112'],
    ['TRUST_PROXY', '127.0.0.1,proxy.example']
  ]
  for (const [name, value] of wrong) {
    try {
      readConfig({ [name]: value })
      t.fail(`${name}=${value} was taken`)
    } catch (error) {
      t.ok(error instanceof ConfigError, name)
      t.match(String(error), new RegExp(`${name} must be [^\n]+$`))
    }
  }
})

test('a password in an address is not repeated', async t => {
  try {
    readConfig({ DATABASE_URL: 'mysql://u:secret@h/d' })
    t.fail('it was taken')
  } catch (error) {
    t.notMatch(String(error), /secret/)
  }
})

test('what this version cannot do yet stops the start', async t => {
  for (const name of ['ADDRESS_DOMAIN', 'NWC_RELAYS']) {
    t.throws(() => readConfig({ [name]: 'https://node.example' }), { message: new RegExp(name) })
  }
})

test('an empty variable is an unset one', async t => {
  t.equal(readConfig({ PORT: '', LIGHTNING_RPC: '' }).port, 3000)
})

test('an owner may have thirty payments out and any sum, unless it is said otherwise', async t => {
  t.match(readConfig({}), {
    inFlightMax: 30,
    inFlightMaxMsat: undefined,
    gatewayInFlightMaxMsat: undefined
  })
  const set = {
    IN_FLIGHT_MAX: '5',
    IN_FLIGHT_MAX_MSAT: '7000',
    GATEWAY_IN_FLIGHT_MAX_MSAT: '90000'
  }
  t.match(readConfig(set), {
    inFlightMax: 5,
    inFlightMaxMsat: 7_000,
    gatewayInFlightMaxMsat: 90_000
  })
})

test('whose word for an address counts is nobody unless proxies are named', async t => {
  t.equal(readConfig({}).trustProxy, undefined)
  const TRUST_PROXY = '127.0.0.1, 10.0.0.0/8,::1'
  t.equal(readConfig({ TRUST_PROXY }).trustProxy, '127.0.0.1,10.0.0.0/8,::1')
})

test('who says what a bitcoin costs is nobody unless somebody is chosen', async t => {
  const real = { LIGHTNING_RPC: '/x/lightning-rpc' }
  t.equal(readConfig(real).rates, undefined)
  for (const rates of ['kraken', 'coinbase'] as const) {
    t.equal(readConfig({ ...real, RATES: rates }).rates, rates)
  }
})

test('a source of deposits is set wholly or not at all', async t => {
  const whole = {
    BTCPAY_URL: 'https://pay.example',
    BTCPAY_API_KEY: 'k',
    BTCPAY_STORE_ID: 's',
    CHARGE_URL: 'http://127.0.0.1:9112',
    CHARGE_TOKEN: 't',
    ELECTRUM_URL: 'http://127.0.0.1:7777',
    ELECTRUM_USER: 'u',
    ELECTRUM_PASSWORD: 'p',
    DEPOSIT_MAX_SHARE: '0.25'
  }
  t.match(readConfig(whole).deposits, {
    btcpay: { url: 'https://pay.example', apiKey: 'k', storeId: 's' },
    charge: { token: 't' },
    electrum: { user: 'u', password: 'p' },
    confirmations: 3,
    min: 1_000,
    maxSharePermille: 250
  })
  for (const name of Object.keys(whole).filter(one => one !== 'DEPOSIT_MAX_SHARE')) {
    const message = new RegExp(`^${name} must be set as well, since [A-Z_ and]+ is\\.$`)
    t.throws(() => readConfig({ ...whole, [name]: undefined }), { message })
  }
  const alone = { BTCPAY_WEBHOOK_SECRET: 'a'.repeat(32) }
  t.throws(() => readConfig(alone), { message: /^BTCPAY_URL must be set as well/ })
  const rates = { RATES: 'btcpay' }
  t.throws(() => readConfig(rates), { message: /^BTCPAY_URL must be set as well/ })
  t.equal(readConfig({ ...whole, ...rates }).rates, 'btcpay')
})

test('one way leads to the node', async t => {
  const rest = { CLNREST_URL: 'https://127.0.0.1:3010', CLNREST_RUNE: 'r' }
  const plugin = { SPARKO_URL: 'http://127.0.0.1:9737', SPARKO_KEY: 'k' }
  t.match(readConfig(rest), { sandbox: false, door: { is: 'clnrest', rune: 'r', ca: undefined } })
  t.match(readConfig(plugin), { sandbox: false, door: { is: 'sparko', key: 'k' } })
  t.match(readConfig({}), { sandbox: true, door: undefined })
  const wrong: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ ...rest, ...plugin }, /^SPARKO_URL must be unset, since CLNREST_URL names the node\.$/],
    [{ ...rest, LIGHTNING_RPC: '/x' }, /^CLNREST_URL must be unset, since LIGHTNING_RPC names/],
    [{ CLNREST_URL: 'https://x.example' }, /^CLNREST_RUNE must be set as well/],
    [{ SPARKO_KEY: 'k' }, /^SPARKO_URL must be set as well/],
    [{ CLNREST_CA: '/x' }, /^CLNREST_URL must be set as well, since CLNREST_CA is/],
    [{ ...rest, CLNREST_CA: '/nowhere/ca.pem' }, /^CLNREST_CA must be a file that can be read/]
  ]
  for (const [set, message] of wrong) t.throws(() => readConfig(set), { message })
})

test('a folder with LApps of one’s own is one, and none of them is called as ours', async t => {
  const dir = t.testdir({ mine: { yodel: {} }, twice: { yodel: {}, echo: {} }, file: '' })
  t.equal(readConfig({}).lappsDir, undefined)
  t.equal(readConfig({ LAPPS_DIR: join(dir, 'mine') }).lappsDir, join(dir, 'mine'))
  t.equal(
    readConfig({ LAPPS_DIR: join(dir, 'mine'), LAPP_YODEL_URL: 'http://127.0.0.1:1/' }).port,
    3000
  )
  for (const [name, why] of [
    ['twice', /^LAPPS_DIR has echo, which comes along: give it another name\.$/],
    ['file', /^LAPPS_DIR must be a folder/],
    ['nowhere', /^LAPPS_DIR must be a folder/]
  ] as const)
    t.throws(() => readConfig({ LAPPS_DIR: join(dir, name) }), {
      name: 'ConfigError',
      message: why
    })
})
