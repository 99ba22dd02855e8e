// The local copy of lightning-charge answers as charge 0.4 does: what its code and its README say.
import { Ajv } from 'ajv'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { test, type Test } from 'tap'
import { writeSetting } from '../../../src/sandbox/node/settings.ts'
import { makeInvoice } from '../../../src/sandbox/payment-services/btcpay-invoices.ts'
import { charge } from '../../../src/sandbox/payment-services/charge.ts'
import { keysOf } from '../../../src/sandbox/payment-services/keys.ts'
import { endWhatIsDue } from '../../../src/sandbox/node/deadlines.ts'
import { findByHash } from '../../../src/sandbox/node/invoices.ts'
import { serveDoor } from '../../../src/sandbox/payment-services/serve.ts'
import { keepTelling, NOTICES } from '../../../src/sandbox/payment-services/tell.ts'
import { payFromWallet } from '../../../src/sandbox/wallet.ts'
import { openNode } from '../fixtures/node.ts'
import { listener } from './harness/heard.ts'

const text = { type: 'string', minLength: 1 } as const
const digits = { type: 'string', pattern: '^[0-9]+$' } as const
const moment = { type: 'integer', minimum: 1 } as const

const NEW = {
  id: { type: 'string', pattern: '^[A-Za-z0-9_-]{21}$' },
  msatoshi: { anyOf: [digits, { type: 'null' }] },
  description: text,
  rhash: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  payreq: { type: 'string', pattern: '^lnbcrt' },
  expires_at: moment,
  created_at: moment,
  metadata: { type: ['object', 'null'] },
  status: { const: 'unpaid' }
} as const
const nothing = { type: 'null' } as const
/** What its database adds; null until a payment has filled it. */
const KEPT = {
  ...NEW,
  quoted_currency: nothing,
  quoted_amount: nothing,
  pay_index: nothing,
  paid_at: nothing,
  msatoshi_received: nothing
}

const shape = (properties: object) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties
})

/** As 0.4.26 was recorded (test/deposit/fixtures/charge-0.4.26.json). */
const SHAPES = {
  new: shape(NEW),
  unpaid: shape(KEPT),
  expired: shape({ ...KEPT, status: { const: 'expired' } }),
  paid: shape({
    ...KEPT,
    status: { const: 'paid' },
    pay_index: moment,
    paid_at: moment,
    msatoshi_received: digits
  })
} as const

const ajv = new Ajv({ strict: false, allErrors: true })
const faults = (status: keyof typeof SHAPES, value: unknown): unknown => {
  const check = ajv.compile(SHAPES[status])
  return check(value) ? [] : check.errors
}

type Invoice = { readonly id: string; readonly payreq: string; readonly rhash: string }

async function open(t: Test) {
  const node = await openNode(t)
  const door = await serveDoor(node.network, 'charge', charge(node.network, { token: 'k' }))
  t.teardown(door.close)
  const basic = `Basic ${Buffer.from('api-token:k').toString('base64')}`
  const ask = async (path: string, body?: object, authorization = basic) => {
    const answer = await fetch(`${door.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true
    return { answer, body: isJson ? await answer.json() : await answer.text() }
  }
  const make = async (wish: object): Promise<Invoice> =>
    (await ask('/invoice', wish)).body as Invoice
  const pay = (bolt11 = ''): unknown => payFromWallet(node.network, bolt11, undefined)
  return { network: node.network, pass: (ms: number) => node.pass(ms), door, basic, ask, make, pay }
}

test('its invoices have the fields of the contract, and no others', async t => {
  const { network, ask, make, pay, pass } = await open(t)
  const wish = {
    msatoshi: '5001',
    description: 'lunch',
    expiry: 60,
    metadata: { orderId: 'dep_1' }
  }
  const { answer, body } = await ask('/invoice', wish)
  t.equal(answer.status, 201)
  t.match(body, { msatoshi: '5001', description: 'lunch', metadata: { orderId: 'dep_1' } })
  const one = body as Invoice & { created_at: number; expires_at: number }
  t.equal(one.expires_at - one.created_at, 60)
  const any = await make({})
  t.match(any, { msatoshi: null, description: 'Lightning Charge Invoice' })
  const late = await make({ msatoshi: 7 })
  for (const made of [one, any, late]) {
    t.same(faults('new', made), [])
    t.same(faults('unpaid', (await ask(`/invoice/${made.id}`)).body), [])
  }
  pay(one.payreq)
  pass(3_700_000)
  endWhatIsDue(network)
  const paid = (await ask(`/invoice/${one.id}`)).body
  t.same(faults('paid', paid), [])
  t.match(paid, { msatoshi: '5001', msatoshi_received: '5001' })
  t.same(faults('expired', (await ask(`/invoice/${late.id}`)).body), [])
  const all = (await ask('/invoices')).body as Invoice[]
  t.same(all.map(({ id }) => id).toSorted(), [one, any, late].map(({ id }) => id).toSorted())
  const none = await ask('/invoice/none')
  t.same([none.answer.status, none.body], [404, 'Not Found'])
  for (const header of ['', 'Basic eDp5']) {
    const refused = (await ask('/info', undefined, header)).answer
    t.equal(refused.status, 401)
    t.match(refused.headers.get('www-authenticate'), /^Basic/)
  }
})

test('its stream tells what is paid from now on, and nothing again', async t => {
  const { network, door, basic, make, pay } = await open(t)
  const read = async (act: () => unknown): Promise<string> => {
    const asked = request(`${door.url}/payment-stream`, { headers: { authorization: basic } }).end()
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    t.match(answer.headers['content-type'], /^text\/event-stream/)
    let said = ''
    answer.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
    await once(answer, 'data')
    act()
    while (!said.includes('\n\n', said.indexOf('data:') + 1) || !said.includes('data:'))
      await once(answer, 'data')
    asked.destroy()
    return said
  }
  const [first, second] = [await make({ msatoshi: '5' }), await make({ msatoshi: '6' })]
  for (const one of [first, second]) {
    const said = await read(() => pay(one.payreq))
    const index = findByHash(network, one.rhash)?.payIndex
    const events = said.match(/^(?:id|data):.*$/gm) ?? []
    t.equal(events[0], `id:${String(index)}`)
    const data = JSON.parse(events[1]?.slice('data:'.length) ?? '') as Invoice
    t.same(faults('paid', data), [])
    t.equal(data.id, one.id)
    t.equal(events.length, 2, 'an earlier one is not told again')
  }
})

test('its webhook is one unsigned call with the invoice, whatever it is answered', async t => {
  const { network, make, pay } = await open(t)
  const on = await listener(t)
  const keys = keysOf(network)
  writeSetting(network.store, NOTICES, on.url)
  t.teardown(keepTelling(network, keys, new Map()))
  const one = await make({ msatoshi: '5', webhook: `${on.url}/hook` })
  const silent = await make({ msatoshi: '6' })
  for (const { payreq } of [one, silent]) pay(payreq)
  const [told] = await on.heard('/hook', 1)
  t.same(faults('paid', told?.body), [])
  t.match(told?.body, { id: one.id })
  const signing = Object.keys(told?.headers ?? {}).filter(name => /sig|hmac|auth/.test(name))
  t.same(signing, [], 'nothing proves it')
  // BTCPay Server tries again where it is answered 500: while it does, charge does not.
  const beside = makeInvoice(network, {
    node: 'shops',
    sats: 5n,
    metadata: {},
    expirationMinutes: 15,
    monitoringMinutes: 15,
    description: ''
  })
  pay(findByHash(network, beside.paymentHash)?.bolt11)
  await on.heard('/notices/btcpay', 3)
  t.equal(on.at('/hook').length, 1)
})
