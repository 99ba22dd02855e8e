// The fields of every resource, as callers rely on them.
import { test } from 'tap'
import { showId } from '../../src/core/ids.ts'
import {
  ask,
  deposit,
  gateway,
  ME,
  payment,
  purchase,
  transfer,
  type Ask
} from './fixtures/gateway.ts'

const to = showId('acc', ME)
const PAYMENT =
  'id status amount_msat fee_msat max_fee_msat payment_hash preimage success_action destination payee description metadata error created_at finished_at'
const PURCHASE =
  'id lapp status quote input amount_msat fee_msat surcharge_msat payment_hash preimage bolt11 metadata delivery error created_at finished_at'
const DEPOSIT =
  'id status method amount_msat received_msat bolt11 payment_hash address checkout_url ways payments policy metadata warning expires_at created_at'
const TRANSFER = 'id status from to amount_msat memo metadata expires_at created_at'
const ACCOUNT = 'id name balance_msat held_msat created_at'
const SUB_ACCOUNT = `${ACCOUNT} status external_id metadata`
const KEY =
  'id name account prefix scopes budget max_payment_msat lapps ip_allow expires_at approval last_used_at created_at'
const post = (url: string, body: object): Ask => ({ method: 'POST', url, body })

const SHAPES: readonly (readonly [Ask, string])[] = [
  [{ url: '/v1/account' }, ACCOUNT],
  [post('/v1/accounts', { name: 'a' }), SUB_ACCOUNT],
  [post('/v1/deposits', {}), DEPOSIT],
  [{ url: `/v1/deposits/${showId('dep', deposit.id)}` }, DEPOSIT],
  [post('/v1/payments', { destination: 'lnbcrt1' }), PAYMENT],
  [{ url: `/v1/payments/${showId('pay', payment.id)}` }, PAYMENT],
  [
    post('/v1/decode', { text: 'lnbcrt1' }),
    'type amount_msat min_msat max_msat description payment_hash payee network expires_at payable reason'
  ],
  [post('/v1/transfers', { to, amount_msat: 1 }), TRANSFER],
  [{ url: `/v1/transfers/${showId('trf', transfer.id)}` }, TRANSFER],
  [
    post('/v1/lapps/lnsms/quotes', { input: {} }),
    'id amount_msat surcharge_msat max_fee_msat total_max_msat expires_at note'
  ],
  [post('/v1/lapps/lnsms/purchases', { input: {} }), PURCHASE],
  [{ url: `/v1/purchases/${showId('pur', purchase.id)}` }, PURCHASE],
  [post('/v1/api-keys', { name: 'k', scopes: ['account:read'] }), `${KEY} key`]
]

for (const [wish, fields] of SHAPES) {
  test(`${wish.method ?? 'GET'} ${wish.url}`, async t => {
    const answer = await ask(await gateway(t), wish)
    t.match(answer.headers['content-type'], /^application\/json/)
    t.strictSame(Object.keys(answer.json<object>()), fields.split(' '))
  })
}

const LISTS = {
  '/v1/transactions': 'id type amount_msat fee_msat balance_after_msat memo created_at reference',
  '/v1/deposits': DEPOSIT,
  '/v1/payments': PAYMENT,
  '/v1/purchases': PURCHASE,
  '/v1/accounts': SUB_ACCOUNT,
  '/v1/api-keys': KEY,
  '/v1/lapps': 'id title summary category price tier health status'
}

for (const [url, fields] of Object.entries(LISTS)) {
  test(`the list ${url}`, async t => {
    const app = await gateway(t)
    const page = (await ask(app, { url })).json<{ data: object[]; next_cursor: unknown }>()
    t.strictSame(Object.keys(page), ['data', 'next_cursor'])
    t.strictSame(Object.keys(page.data[0] ?? {}), fields.split(' '))
    t.equal(page.next_cursor, null)
    for (const query of [
      'limit=0',
      'limit=101',
      'limit=a',
      'limit=1.5',
      'limit=',
      'x=1',
      'cursor='
    ]) {
      const refused = await ask(app, { url: `${url}?${query}` })
      t.equal(refused.statusCode, 400, query)
      const { errors } = refused.json<{ errors: { pointer: string }[] }>()
      t.equal(errors[0]?.pointer, `/query/${query.split('=', 1).join()}`)
    }
  })
}

test('ids carry their prefix, amounts are integers, times are RFC 3339', async t => {
  const app = await gateway(t)
  const paid = await ask(app, { url: `/v1/payments/${showId('pay', payment.id)}` })
  t.match(paid.json(), {
    id: /^pay_[0-9a-f]{32}$/,
    amount_msat: 21_000,
    fee_msat: 5,
    created_at: '2026-11-02T10:00:00.000Z',
    error: null
  })
})
