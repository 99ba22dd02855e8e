// An example of each named schema, from which the examples of all responses and events are built.
// The linters of test/http/docs/lint.ts validate each against its schema.

const AT = '2026-11-02T10:00:00.000Z'
const LATER = '2026-11-02T10:00:02.000Z'
const HASH = '462264ede7e14047e9b249da94fefc47f41f7d02ee9b091815a5506bc8abf75f'
const PREIMAGE = '9d1c0f8a0f6f3a5a2fb1f1d2cba1c3fe5b6a1f0b8e2d4c6a7988b0c1d2e3f405'
const PAYEE = '02ffa8a3b9d1c3be0a3d8f7b1a2f6f1b9d8a7c6e5f4d3c2b1a09f8e7d6c5b4a392'
const BOLT11 = 'lnbc50u1p…'
const EXAMPLE = { number: '+19876543210', text: 'hello' }
const METADATA = { order: '1042' }
const id = (prefix: string): string => `${prefix}_01a22660a54b7392a3a6ee17304718a6`

const deposit = {
  id: id('dep'),
  status: 'settled',
  method: 'lightning',
  amount_msat: 5_000_000,
  received_msat: 5_000_000,
  bolt11: BOLT11,
  payment_hash: HASH,
  address: null,
  checkout_url: `https://gateway.example/pay/${id('dep')}`,
  ways: [],
  payments: [],
  policy: null,
  metadata: METADATA,
  warning: null,
  expires_at: '2026-11-02T11:00:00.000Z',
  created_at: AT
}

const payment = {
  id: id('pay'),
  status: 'succeeded',
  amount_msat: 21_000,
  fee_msat: 12,
  max_fee_msat: 5_000,
  payment_hash: HASH,
  preimage: PREIMAGE,
  success_action: null,
  destination: BOLT11,
  payee: PAYEE,
  description: 'coffee',
  metadata: METADATA,
  error: null,
  created_at: AT,
  finished_at: LATER
}

const transfer = {
  id: id('trf'),
  status: 'settled',
  from: id('acc'),
  to: id('acc'),
  amount_msat: 1_000,
  memo: 'thank you',
  metadata: METADATA,
  expires_at: null,
  created_at: AT
}

const purchase = {
  id: id('pur'),
  lapp: 'lnsms',
  status: 'delivered',
  quote: null,
  input: EXAMPLE,
  amount_msat: 700_000,
  fee_msat: 700,
  surcharge_msat: 0,
  payment_hash: HASH,
  preimage: PREIMAGE,
  bolt11: BOLT11,
  metadata: METADATA,
  delivery: { state: 'ready', output: { status: 'delivered' }, reason: null, note: null },
  error: null,
  created_at: AT,
  finished_at: LATER
}

const account = {
  id: id('acc'),
  name: 'a till',
  balance_msat: 995_000_000,
  held_msat: 26_000,
  created_at: AT
}

const apiKey = {
  id: id('key'),
  name: 'to buy with',
  account: id('acc'),
  prefix: 'lgk_1f2e3d4c',
  scopes: ['account:read', 'purchases:write'],
  budget: {
    amount_msat: 1_000_000,
    period: 'day',
    used_msat: 700_700,
    left_msat: 299_300,
    renews_at: '2026-11-03T00:00:00.000Z'
  },
  max_payment_msat: 800_000,
  lapps: ['lnsms'],
  ip_allow: null,
  expires_at: null,
  approval: false,
  last_used_at: LATER,
  created_at: AT
}

const webhook = {
  id: id('whk'),
  url: 'https://shop.example/told',
  events: ['deposit.settled'],
  status: 'enabled',
  disabled_reason: null,
  failing_since: null,
  created_at: AT
}

const lapp = {
  id: 'lnsms',
  title: 'Text message',
  summary: 'Sends a text message to any phone.',
  category: 'messaging',
  price: 'from 100 sat',
  tier: 'platinum',
  health: 'ok',
  status: 'active'
}

export const SAMPLES: Readonly<Record<string, object>> = {
  Account: account,
  SubAccount: { ...account, status: 'open', external_id: 'till-7', metadata: METADATA },
  Totals: { sub_accounts: 3, balance_msat: 1_995_000_000, held_msat: 26_000 },
  Transaction: {
    id: id('pay'),
    type: 'payment',
    amount_msat: -21_012,
    fee_msat: 12,
    balance_after_msat: 994_978_988,
    memo: 'coffee',
    created_at: LATER,
    reference: HASH
  },
  DepositOption: {
    method: 'lightning',
    title: 'Lightning',
    min_msat: 1,
    max_msat: null,
    confirmations: 0,
    policy: null,
    paused: false
  },
  Deposit: deposit,
  Payment: payment,
  Reading: {
    type: 'bolt11',
    amount_msat: 21_000,
    min_msat: null,
    max_msat: null,
    description: 'coffee',
    payment_hash: HASH,
    payee: PAYEE,
    network: 'bitcoin',
    expires_at: '2026-11-02T11:00:00.000Z',
    payable: true,
    reason: null
  },
  Transfer: transfer,
  TransferResults: { results: [{ status: 'settled', transfer, error: null }] },
  LApp: lapp,
  LAppDetails: {
    ...lapp,
    input: { type: 'object' },
    output: { type: 'object' },
    examples: [EXAMPLE]
  },
  Quote: {
    id: id('quo'),
    amount_msat: 700_000,
    surcharge_msat: 0,
    max_fee_msat: 7_000,
    total_max_msat: 707_000,
    expires_at: '2026-11-02T10:10:00.000Z',
    note: null
  },
  Purchase: purchase,
  PaidPurchase: {
    lapp: 'lnsms',
    status: 'delivered',
    output: { status: 'delivered' },
    reason: null,
    note: null,
    error: null,
    payment_hash: HASH,
    price_msat: 707_000,
    held_msat: 0
  },
  PaymentRequired: {
    price_msat: 707_000,
    invoice: BOLT11,
    payment_hash: HASH,
    token: 'AgEGbGFwcHM…',
    expires_at: '2026-11-02T10:10:00.000Z'
  },
  ApiKey: apiKey,
  ApiKeyWithSecret: { ...apiKey, key: 'lgk_1f2e3d4c_…' },
  Webhook: webhook,
  WebhookWithSecret: { ...webhook, secret: 'whsec_…' },
  WebhookDelivery: {
    id: id('evt'),
    status: 'delivered',
    attempts: 1,
    response_status: 204,
    error: null,
    next_attempt_at: null,
    delivered_at: LATER,
    created_at: AT
  }
}

/** Samples of fields whose response has no named schema. */
export const FIELDS: Readonly<Record<string, unknown>> = {
  next_cursor: null,
  preimage: PREIMAGE,
  payment_hash: HASH,
  bolt11: BOLT11,
  txid: HASH,
  vout: 0,
  queued: 1,
  version: '0.1.0',
  warnings: [],
  at: AT,
  created_at: AT,
  text: 'hello',
  id: id('evt'),
  account: id('acc'),
  sequence: 1
}

/** Samples of responses that are not JSON, by media type. */
export const TEXTS: Readonly<Record<string, string>> = {
  'text/csv':
    'id,type,amount_msat,fee_msat,balance_after_msat,memo,created_at,reference\r\n' +
    `${id('pay')},payment,-21012,12,994978988,coffee,${LATER},${HASH}\r\n`,
  'text/event-stream': `id: ${id('evt')}\nevent: deposit.settled\ndata: {"id":"${id('evt')}"}\n\n`,
  'text/plain': '# TYPE lapp_payments_open gauge\nlapp_payments_open 0\n'
}
