// A LApp at gold, as folders of text, that tests break in one place; its shop and its recordings
// are made up here.
import { createHash, randomBytes } from 'node:crypto'
import { msat } from '../../../src/core/msat.ts'
import { mint } from '../../../src/sandbox/node/mint.ts'

export const NOW = new Date('2026-11-20T10:00:00Z')
const PREIMAGE = '5a'.repeat(32)
const URL_BASE = 'https://shop.example/v1/'

export const bolt11 = mint(randomBytes(32).toString('hex'), {
  paymentHash: createHash('sha256').update(Buffer.from(PREIMAGE, 'hex')).digest('hex'),
  paymentSecret: randomBytes(32).toString('hex'),
  amountMsat: msat(5_000_000n),
  description: { text: 'a voucher' },
  createdAt: NOW.getTime() / 1_000,
  expirySeconds: 3_600
})

export const FACTS = {
  contract: 1,
  id: 'good',
  version: '1.0.0',
  title: 'Voucher',
  summary: 'Buy a voucher for a phone',
  category: 'phone',
  maintainers: ['@somebody'],
  homepage: 'https://shop.example/',
  url: URL_BASE,
  secrets: { API_KEY: { title: 'Key', obtain: 'Ask the shop', optional: true } },
  limits: { msatMax: 10_000_000 },
  price: 'fixed',
  retry: 'same',
  delivers: 'code',
  refund: { by: 'none', text: 'A voucher cannot be given back' },
  status: 'active',
  examples: [
    { phone: '+447900000001', plan: 'basic' },
    { phone: '+447900000002', plan: 'plus' }
  ]
}

export const INDEX = `import { defineLApp, Refusal } from '#lapp'

export default defineLApp({
  input: {
    type: 'object',
    properties: {
      phone: { type: 'string', title: 'Phone number', format: 'phone', maxLength: 16 },
      plan: { title: 'Plan', oneOf: [{ const: 'basic', title: 'Basic' }, { const: 'plus', title: 'Plus' }] }
    },
    required: ['phone', 'plan'],
    additionalProperties: false
  },
  output: {
    type: 'object',
    properties: { code: { type: 'string', title: 'Code', maxLength: 64, writeOnly: true } },
    required: ['code'],
    additionalProperties: false
  },
  async invoice({ key, input }, { http, secrets }) {
    const headers = { 'idempotency-key': key, 'x-api-key': secrets['API_KEY'] ?? '' }
    const order = await http.post('orders', { json: input, headers })
      .json<{ id?: string; invoice?: string; soldOut?: boolean }>()
    if (order.soldOut === true) throw new Refusal('soldOut', 'There are no vouchers left.')
    if (typeof order.invoice !== 'string' || typeof order.id !== 'string') throw new Refusal('upstream', 'The shop sent no invoice.')
    return { bolt11: order.invoice, reference: order.id }
  },
  async deliver(_order, { reference }, { http }) {
    const { code } = await http.get('orders/' + String(reference)).json<{ code?: unknown }>()
    return typeof code === 'string' ? { state: 'ready', output: { code } } : { state: 'later', retryAfterMs: 5_000 }
  }
})
`

const README = `# Voucher

## What you get

A code for a prepaid phone, good for one year.

## What you need

The number of the phone, with its country code.

## Limits

One voucher per purchase, and never more than 10 000 sat; there are two plans.

## If something goes wrong

A code that does not work is replaced by the shop.
`

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 4h16v16H4z"/></svg>`

const RECORDED = {
  recorded: '2026-11-20',
  now: NOW.toISOString(),
  version: '1.0.0',
  network: 'regtest'
}

export const BUYS = {
  ...RECORDED,
  case: 'buys a voucher',
  input: { phone: '+447900000001', plan: 'basic' },
  secrets: { API_KEY: 'stand-in' },
  preimage: PREIMAGE,
  exchanges: [
    {
      request: {
        method: 'POST',
        url: `${URL_BASE}orders`,
        json: { phone: '+447900000001', plan: 'basic' }
      },
      response: { status: 200, json: { id: 'o1', invoice: bolt11 } }
    },
    {
      request: { method: 'GET', url: `${URL_BASE}orders/o1` },
      response: { status: 200, json: { id: 'o1', code: 'ABCD' } }
    }
  ],
  expect: {
    invoice: { msat: '5000000', reference: 'o1' },
    delivery: { state: 'ready', output: { code: 'ABCD' } }
  }
}

const REFUSED = {
  ...RECORDED,
  case: 'is sold out',
  input: { phone: '+447900000002', plan: 'plus' },
  exchanges: [
    {
      request: {
        method: 'POST',
        url: `${URL_BASE}orders`,
        json: { phone: '+447900000002', plan: 'plus' }
      },
      response: { status: 200, json: { soldOut: true } }
    }
  ],
  expect: { refusal: 'soldOut' }
}

export type Change = {
  readonly facts?: object
  /** Replaced in index.ts, text by text. */
  readonly code?: readonly (readonly [from: string, to: string])[]
  readonly buys?: object
  /** Whole files; undefined takes one away. */
  readonly files?: Readonly<Record<string, string | undefined>>
}

/** The folder of the good LApp with a change, as `t.testdir` takes it. */
export function good(change: Change = {}) {
  let index = INDEX
  for (const [from, to] of change.code ?? []) {
    if (!index.includes(from)) throw new Error(`index.ts has no ${from}`)
    index = index.replace(from, to)
  }
  const files: Record<string, string | undefined> = {
    'lapp.json': JSON.stringify({ ...FACTS, ...change.facts }),
    'index.ts': index,
    'README.md': README,
    'icon.svg': ICON,
    ...change.files
  }
  const fixtures = {
    'buys.json': JSON.stringify({ ...BUYS, ...change.buys }),
    'soldout.json': JSON.stringify(REFUSED)
  }
  const kept = Object.entries(files).flatMap(([name, text]) =>
    text === undefined ? [] : [[name, text] as const]
  )
  return { ...Object.fromEntries(kept), fixtures }
}
