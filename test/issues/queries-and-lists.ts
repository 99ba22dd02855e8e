// Issues 14.10 and 16.3: numbers in queries, all errors at once,
// filters, metadata, a statement as CSV.
import { test } from 'tap'
import { showId } from '../../src/core/ids.ts'
import type { Page } from '../../src/core/page.ts'
import { ask, gateway, lapp, NOW, payment, rooms, STRANGER } from '../http/fixtures/gateway.ts'

const LISTS = ['accounts', 'api-keys', 'deposits', 'lapps', 'payments', 'purchases'].concat(
  'transactions',
  'transfers'
)
const to = showId('acc', STRANGER)

test('a number in a query is digits', async t => {
  const app = await gateway(t)
  const scopes = ['account:read'] as const
  for (const list of LISTS) {
    for (const limit of ['Infinity', '0x10', '1e1', '%205', '5%20', '5.0', '-1', '', '0', '101']) {
      const refused = await ask(app, { url: `/v1/${list}?limit=${limit}`, scopes })
      t.match(refused.json(), { status: 400, errors: [{ pointer: '/query/limit' }] }, limit)
    }
    const twice = await ask(app, { url: `/v1/${list}?limit=1&limit=2`, scopes })
    t.equal(twice.statusCode, 400)
    t.equal((await ask(app, { url: `/v1/${list}?limit=05`, scopes })).statusCode, 200, list)
  }
})

test('everything that is wrong with a body is said at once', async t => {
  const app = await gateway(t)
  const body = { amount_msat: 0, memo: 5, what: 1, metadata: { [''.padEnd(41, 'k')]: 5 } }
  const refused = await ask(app, { method: 'POST', url: '/v1/transfers', body })
  const { errors } = refused.json<{ errors: { pointer: string }[] }>()
  const at = errors.map(({ pointer }) => pointer).sort()
  const key = `/metadata/${''.padEnd(41, 'k')}`
  t.strictSame(at, ['/amount_msat', '/memo', key, key, '/to', '/what'])
  const transfers = Array.from({ length: 1000 }, () => ({ to, amount_msat: 0 }))
  const batch = await ask(app, { method: 'POST', url: '/v1/transfers/batch', body: { transfers } })
  t.equal(batch.json<{ errors: unknown[] }>().errors.length, 1, 'not of what is large')
})

test('a trailing slash leads to the same place', async t => {
  const app = await gateway(t)
  t.equal((await ask(app, { url: '/v1/account/' })).statusCode, 200)
  t.equal((await ask(app, { url: '/v1/payments/?limit=1' })).statusCode, 200)
  t.equal((await ask(app, { method: 'PUT', url: '/v1/transfers/' })).statusCode, 405)
  const keys: unknown[] = []
  const send: typeof rooms.transfers.send = async (from, key, wish) => {
    keys.push(key)
    return rooms.transfers.send(from, key, wish)
  }
  const sending = await gateway(t, { transfers: { ...rooms.transfers, send } })
  for (const url of ['/v1/transfers', '/v1/transfers/']) {
    const headers = { 'idempotency-key': 'one' }
    await ask(sending, { method: 'POST', url, body: { to, amount_msat: 1 }, headers })
  }
  t.strictSame(keys[0], keys[1], 'it is the same request')
})

test('lists hand on what they are narrowed down to, and refuse what they do not have', async t => {
  const asked: Page[] = []
  const list = async (_account: string, page: Page) => {
    asked.push(page)
    return Promise.resolve({ data: [payment], nextCursor: undefined })
  }
  const app = await gateway(t, { payments: { ...rooms.payments, list } })
  const hash = '11'.repeat(32)
  const found = await ask(app, {
    url: `/v1/payments?status=failed&payment_hash=${hash}&metadata[order]=a%20b&metadata%5Bn%5D=1&created_after=2026-11-02T10:00:00Z&created_before=2026-11-02T12:00:00%2B01:00`
  })
  t.equal(found.statusCode, 200)
  t.strictSame(asked[0]?.only, {
    externalId: undefined,
    status: 'failed',
    createdAfter: NOW,
    createdBefore: new Date('2026-11-02T11:00:00Z'),
    paymentHash: hash,
    metadata: { order: 'a b', n: '1' }
  })
  for (const bad of [
    'status=gone',
    'payment_hash=1',
    'created_after=yesterday',
    'created_after=2026-11-02',
    'created_before=2026-02-30T99:00:00Z',
    'metadata=1',
    'metadata[]=1',
    `metadata[a]=${'x'.repeat(501)}`,
    'metadata[a]=1&metadata[a]=2'
  ]) {
    t.equal((await ask(app, { url: `/v1/payments?${bad}` })).statusCode, 400, bad)
  }
  t.equal((await ask(app, { url: `/v1/transfers?payment_hash=${hash}` })).statusCode, 400)
})

test('what is noted with a wish is bounded', async t => {
  const app = await gateway(t)
  const noted = async (metadata: unknown) => {
    const body = { to, amount_msat: 1, metadata }
    return (await ask(app, { method: 'POST', url: '/v1/transfers', body })).statusCode
  }
  const many = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, '']))
  t.equal(await noted({ ...many(15), ['k'.repeat(40)]: 'x'.repeat(500) }), 201)
  for (const bad of [many(17), { ['k'.repeat(41)]: '' }, { '': '' }, { a: 'x'.repeat(501) }]) {
    t.equal(await noted(bad), 400)
  }
  for (const bad of [{ a: 1 }, { a: null }, [], 'a', { a: 'nul\0' }]) t.equal(await noted(bad), 400)
})

test('the statement streams as CSV, page by page, and no cell is a formula', async t => {
  const pages: (Page | undefined)[] = []
  const [row] = (await rooms.statement(STRANGER, undefined, { limit: 1, cursor: undefined })).data
  if (row === undefined) throw new Error('a row')
  const app = await gateway(t, {
    statement: async (_account, _type, page) => {
      pages.push(page)
      const memo = page.cursor === undefined ? '=cmd|"x"' : 'one,\ntwo'
      const nextCursor = page.cursor === undefined ? '7' : undefined
      return Promise.resolve({ data: [{ ...row, memo, amountMsat: -5n }], nextCursor })
    }
  })
  const url = '/v1/transactions?format=csv&created_after=2026-11-02T10:00:00Z'
  const answer = await ask(app, { url })
  t.match(answer.headers, { 'content-type': 'text/csv; charset=utf-8' })
  t.match(pages, [{ only: { createdAfter: NOW } }, { cursor: '7', only: { createdAfter: NOW } }])
  const lines = answer.body.split('\r\n')
  t.equal(lines[0], 'id,type,amount_msat,fee_msat,balance_after_msat,memo,created_at,reference')
  t.match(lines[1], /^dep_\w+,deposit,-5,,1000,"'=cmd\|""x""",2026-11-02T10:00:00.000Z,11/)
  t.match(lines[2], /"one,\ntwo"/)
})

test('facts about a LApp that are amounts say so', async t => {
  const app = await gateway(t, { catalogue: [lapp('lnsms', 'Text message', 'messaging')] })
  const { limits } = (await ask(app, { url: '/v1/lapps/lnsms' })).json<{ limits: object }>()
  t.strictSame(limits, { min_msat: 1, max_msat: 100_000, expiry_min_s: 60 })
})
