// Issue 13.12: NUL, halves of surrogate pairs and cuts within a character gave 500 or U+FFFD.
import { test } from 'tap'
import type { DepositRequest } from '../../src/deposit/open.ts'
import type { TransferRequest } from '../../src/transfer/plan.ts'
import { showId } from '../../src/core/ids.ts'
import { unhindered } from '../../src/core/step.ts'
import { transfers } from '../../src/transfer/transfers.ts'
import { books, keyFor } from '../harness/books.ts'
import { ask, deposit, gateway, rooms, STRANGER, transfer } from '../http/fixtures/gateway.ts'
import { invoice } from '../payment/fixtures/lnurl-service.ts'
import { room } from '../payment/harness/paying-services.ts'

const to = showId('acc', STRANGER)
const BAD = 'a\0\ud83d \u202eb'

test('what people write for people is cleaned, not refused', async t => {
  const memos: (string | undefined)[] = []
  const app = await gateway(t, {
    transfers: {
      ...rooms.transfers,
      send: async (_from, _key, wish: TransferRequest) => {
        memos.push(wish.memo)
        return Promise.resolve({ transfer, replayed: false })
      }
    },
    deposits: {
      ...rooms.deposits,
      open: async ({ memo }: DepositRequest) => {
        memos.push(memo)
        return Promise.resolve({ deposit, replayed: false })
      }
    }
  })
  const post = async (url: string, body: object) =>
    (await ask(app, { method: 'POST', url, body })).statusCode
  t.equal(await post('/v1/transfers', { to, amount_msat: 1, memo: BAD }), 201)
  t.equal(await post('/v1/deposits', { memo: 'one\r\ntwo\0' }), 201)
  // Within lines a control character is a space; nobody's own spaces are taken away.
  t.same(memos, ['a b', 'one\ntwo'])
  const named = await ask(app, { method: 'POST', url: '/v1/accounts', body: { name: BAD } })
  t.match(named.json(), { name: 'a b' })
  t.equal(await post('/v1/accounts', { name: '\0\ud800' }), 400)
})

test('where cleaning would make another thing of it, the field is named', async t => {
  const app = await gateway(t)
  const cases: readonly (readonly [string, object, string])[] = [
    ['/v1/payments', { destination: 'ln\0' }, '/destination'],
    ['/v1/decode', { text: '\ud800' }, '/text'],
    ['/v1/lapps/lnsms/purchases', { input: { 'a/b': ['x', '\udc00'] } }, '/input/a~1b/1'],
    ['/v1/lapps/lnsms/quotes', { input: { 'a\0': 1 } }, '/input']
  ]
  for (const [url, body, pointer] of cases) {
    const refused = await ask(app, { method: 'POST', url, body })
    t.match(refused.json(), { status: 400, code: 'invalid_request', errors: [{ pointer }] }, url)
  }
})

test('a body that is not UTF-8 is refused, not read as something else', async t => {
  const app = await gateway(t)
  const payload = Buffer.concat([Buffer.from(`{"to":"${to}","amount_msat":1,"memo":"`), BYTE, END])
  const headers = {
    authorization: 'Bearer transfers:write',
    'content-type': 'application/json',
    'idempotency-key': 'one'
  }
  const refused = await app.inject({ method: 'POST', url: '/v1/transfers', headers, payload })
  t.match(refused.json(), { status: 400, detail: /UTF-8/ })
})
const BYTE = Buffer.from([0xc3])
const END = Buffer.from('"}')

test('an invoice whose description is bad is paid, with one that can be kept', async t => {
  const { paying, wish } = await room(t)
  const bolt11 = invoice(1_000, { text: 'coffee\0 for\u202e two' })
  const { payment } = await paying.open({ ...wish(bolt11, 'one'), comment: BAD })
  t.match(payment, { description: 'coffee for two', comment: 'a b' })
  t.match(await paying.decode(invoice(1_000, { text: 'x\0y' })), { description: 'x y' })
})

test('the rooms keep what other callers hand them', async t => {
  const { em, commit, user } = await books(t)
  const room = transfers({ em, commit, step: unhindered, now: () => new Date(), claimSeconds: 60 })
  const [alice, bob] = [await user(100), await user()]
  const wish = { to: showId('acc', bob), amountMsat: 1n as never, memo: BAD }
  const sent = await room.send(alice, keyFor(alice), { ...wish, expiresInSeconds: undefined })
  t.equal(sent.transfer.memo, 'a b')
  t.equal((await room.find(bob, sent.transfer.id))?.memo, 'a b')
})
