// A caller that lost the answer asks again with the same Idempotency-Key: there is one account, and
// one key, whose secret is shown once.
import { randomBytes } from 'node:crypto'
import { test, type Test } from 'tap'
import { accounts } from '../../src/account/accounts.ts'
import { keys as keyRoom } from '../../src/account/keys.ts'
import { SCOPES } from '../../src/account/scopes.ts'
import { keyOf } from '../../src/core/idempotency.ts'
import { showId } from '../../src/core/ids.ts'
import { claimKey } from '../../src/ledger/claim.ts'
import { ledgerAccounts } from '../../src/ledger/open.ts'
import { books } from '../harness/books.ts'
import { gateway } from '../http/fixtures/gateway.ts'

type Answer = Readonly<Record<string, unknown>>
type Heard = { readonly status: number; readonly replayed: boolean; readonly body: Answer }

async function house(t: Test) {
  const { em, commit, user } = await books(t)
  const keys = keyRoom(em, {
    random: randomBytes,
    clock: () => performance.now(),
    now: () => new Date()
  })
  const app = await gateway(t, {
    accounts: accounts(em, ledgerAccounts(em), () => performance.now()),
    claimKey: async (account, key) => claimKey(commit, account, key),
    keys
  })
  const me = await user(0)
  const scopes = SCOPES.filter(scope => scope !== 'admin')
  const { secret } = await keys.create({ account: me, name: 'mine', scopes })
  const post = async (url: string, payload: object, idempotency?: string): Promise<Heard> => {
    const key = idempotency === undefined ? {} : { 'idempotency-key': idempotency }
    const headers = { authorization: `Bearer ${secret}`, ...key }
    const answer = await app.inject({ method: 'POST', url, headers, payload })
    const replayed = answer.headers['idempotent-replayed'] === 'true'
    return { status: answer.statusCode, replayed, body: answer.json<Answer>() }
  }
  const count = async (path: string): Promise<number> => {
    const headers = { authorization: `Bearer ${secret}` }
    const answer = await app.inject({ method: 'GET', url: path, headers })
    return answer.json<{ data: unknown[] }>().data.length
  }
  return { post, count, me, commit }
}

const CHILD = { name: 'child' }
const KEY = { name: 'k', scopes: ['account:read'] }

test('a repeat opens no second account, and another body under that key is refused', async t => {
  const { post, count } = await house(t)
  const first = await post('/v1/accounts', CHILD, 'a')
  t.match(first, { status: 201, replayed: false, body: CHILD })
  t.match(await post('/v1/accounts', CHILD, 'a'), { ...first, replayed: true })
  t.match(await post('/v1/accounts', { name: 'other' }, 'a'), {
    status: 422,
    body: { code: 'idempotency_key_reused' }
  })
  t.match(await post('/v1/api-keys', KEY, 'a'), { status: 422 }, 'nor another route')
  t.equal(await count('/v1/accounts'), 1)
})

test('a repeat makes no second key and does not show the secret again', async t => {
  const { post, count } = await house(t)
  const first = await post('/v1/api-keys', KEY, 'b')
  t.match(first, { status: 201, replayed: false, body: { key: /^lgk_/ } })
  const again = await post('/v1/api-keys', KEY, 'b')
  t.strictSame(again, { status: 201, replayed: true, body: { ...first.body, key: null } })
  t.equal(await count('/v1/api-keys'), 2, 'with the one that asked')
})

test('ten at once make one account and one key, and one of them hears its secret', async t => {
  const { post, count } = await house(t)
  const ten = Array.from({ length: 10 })
  const opened = await Promise.all(ten.map(async () => post('/v1/accounts', CHILD, 'c')))
  t.strictSame(new Set(opened.map(({ status }) => status)), new Set([201]))
  t.equal(new Set(opened.map(({ body }) => body['id'])).size, 1)
  t.equal(await count('/v1/accounts'), 1)
  const made = await Promise.all(ten.map(async () => post('/v1/api-keys', KEY, 'd')))
  t.strictSame(new Set(made.map(({ status }) => status)), new Set([201]))
  t.equal(made.filter(({ body }) => body['key'] !== null).length, 1)
  t.equal(await count('/v1/api-keys'), 2)
})

test('without a key each makes another', async t => {
  const { post, count } = await house(t)
  t.match(await post('/v1/accounts', CHILD), { status: 201 })
  t.match(await post('/v1/accounts', CHILD), { status: 201 })
  t.equal(await count('/v1/accounts'), 2)
})

test('where the process died between the claim and the making, the repeat makes it', async t => {
  const { post, me, commit } = await house(t)
  const claim = async (path: string, body: object) =>
    claimKey(commit, me, keyOf(me, path, { method: 'POST', path, body }))
  const account = await claim('/v1/accounts', CHILD)
  t.match(await post('/v1/accounts', CHILD, '/v1/accounts'), {
    status: 201,
    body: { id: showId('acc', account.id) }
  })
  const key = await claim('/v1/api-keys', KEY)
  t.match(await post('/v1/api-keys', KEY, '/v1/api-keys'), {
    status: 201,
    replayed: false,
    body: { id: showId('key', key.id), key: /^lgk_/ }
  })
})
