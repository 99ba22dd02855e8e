// Issue 13.5: what an LNURL service wants shown after the payment was thrown away.
// Issue 13.11: services that break LNURL in ways that harm nobody were refused.
import { createCipheriv, randomBytes } from 'node:crypto'
import { test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import { ask, gateway, ME, payment as PAID, rooms } from '../http/fixtures/gateway.ts'
import {
  honest,
  invoice,
  payRequest,
  service,
  type Respond
} from '../payment/fixtures/lnurl-service.ts'
import { room } from '../payment/harness/paying-services.ts'
import { showId } from '../../src/core/ids.ts'

const PREIMAGE = randomBytes(32)
const IV = Buffer.alloc(16, 7)
const cipher = createCipheriv('aes-256-cbc', PREIMAGE, IV)
const AES = {
  tag: 'aes',
  description: 'Your voucher',
  ciphertext: Buffer.concat([cipher.update('CODE-42'), cipher.final()]).toString('base64'),
  iv: IV.toString('base64')
}

const selling =
  (successAction: unknown, offer: object = {}): Respond =>
  (url, origin) =>
    url.pathname === '/callback'
      ? { pr: invoice(Number(url.searchParams.get('amount'))), routes: [], successAction }
      : payRequest(origin, { commentAllowed: 20, ...offer })

test('the success action of a service', async t => {
  const { paying, wish, settle } = await room(t)

  await t.test('it is kept with the payment and shown once it is paid', async t => {
    for (const [name, action, is] of [
      ['message', { tag: 'message', message: 'Seat 12' }, { tag: 'message', message: 'Seat 12' }],
      [
        'url',
        { tag: 'url', description: 'Ticket', url: 'https://tickets.example/1' },
        { tag: 'url', url: 'https://tickets.example/1', host: 'tickets.example' }
      ],
      ['aes', AES, { tag: 'aes', description: 'Your voucher', text: 'CODE-42' }]
    ] as const) {
      const { host } = await service(t, selling(action))
      const { payment } = await paying.open(wish(`alice@${host}`, name, 2_000))
      t.equal(payment.successAction, null, 'not before')
      await settle(payment.id, PREIMAGE.toString('hex'))
      t.match((await paying.find(payment.account, payment.id))?.successAction, is)
    }
  })

  await t.test('who asks beforehand knows that there is one, and pays that invoice', async t => {
    const { host, asked } = await service(t, selling(AES))
    const to = wish(`alice@${host}`, 'prepared', 2_000)
    const prepared = await paying.prepare(to)
    t.match(prepared, { successAction: { tag: 'aes', description: 'Your voucher' } })
    const { payment } = await paying.open({ ...to, prepared })
    t.equal(payment.bolt11, prepared.bolt11)
    t.equal(asked.length, 2, 'the service was asked once')
    await settle(payment.id, PREIMAGE.toString('hex'))
    t.match((await paying.find(payment.account, payment.id))?.successAction, { text: 'CODE-42' })
  })

  await t.test('what was paid without one shows none', async t => {
    const { host } = await service(t, honest)
    const { payment } = await paying.open(wish(`alice@${host}`, 'plain', 2_000))
    await settle(payment.id, PREIMAGE.toString('hex'))
    t.equal((await paying.find(payment.account, payment.id))?.successAction, null)
  })

  await t.test('services as they are in the wild are paid', async t => {
    const offers: readonly object[] = [
      { metadata: JSON.stringify([['text/plain', 'npub.cash']]) },
      { metadata: JSON.stringify([['text/long-desc', 'Coffee']]) },
      { metadata: undefined },
      { commentAllowed: '20' },
      { payerData: [] }
    ]
    for (const offer of offers) {
      const { host } = await service(t, selling(undefined, offer))
      const name = JSON.stringify(offer)
      const opened = await paying.open(wish(`alice@${host}`, name, 2_000))
      t.equal(opened.payment.amountMsat, msat(2_000), name)
    }
    const silent = await service(t, selling(undefined, { commentAllowed: false }))
    const said = wish(`alice@${silent.host}`, 'silent', 2_000)
    await t.rejects(paying.open(said), { code: 'invalid_request', detail: /takes no comment/ })
    const { payment } = await paying.open({ ...said, comment: undefined })
    t.equal(payment.status, 'pending')
  })

  await t.test('an invoice is paid while fifteen seconds are left', async t => {
    const left = (seconds: number) =>
      invoice(1_000, { createdAt: Math.floor(Date.now() / 1000) - 3_600 + seconds })
    t.equal((await paying.open(wish(left(25), 'short'))).payment.status, 'pending')
    await t.rejects(paying.open(wish(left(14), 'shorter')), { code: 'invoice_expired' })
  })
})

test('REST answers it as the contract says', async t => {
  const actions = [
    [
      { tag: 'message', message: 'Seat 12' },
      { tag: 'message', message: 'Seat 12' }
    ],
    [
      { tag: 'url', description: 'Ticket', url: 'https://t.example/1', host: 't.example' },
      { tag: 'url', url: 'https://t.example/1' }
    ],
    [
      { tag: 'aes', description: 'Code', text: '42' },
      { tag: 'aes', text: '42' }
    ],
    [null, null]
  ] as const
  for (const [successAction, is] of actions) {
    const find = async () => Promise.resolve({ ...PAID, account: ME, successAction })
    const app = await gateway(t, { payments: { ...rooms.payments, find } })
    const answer = await ask(app, { url: `/v1/payments/${showId('pay', PAID.id)}` })
    t.strictSame(answer.json<{ success_action: unknown }>().success_action, is)
  }
})
