// The routes with the rooms that are really behind them, on a database.
import { randomBytes } from 'node:crypto'
import { test } from 'tap'
import { accounts } from '../../src/account/accounts.ts'
import { keys as keyRoom } from '../../src/account/keys.ts'
import { SCOPES } from '../../src/account/scopes.ts'
import { claimKey } from '../../src/ledger/claim.ts'
import { ledgerAccounts } from '../../src/ledger/open.ts'
import { statement } from '../../src/ledger/read.ts'
import { showId } from '../../src/core/ids.ts'
import { unhindered } from '../../src/core/step.ts'
import { transfers } from '../../src/transfer/transfers.ts'
import { sandboxRoutes } from '../../src/sandbox/routes.ts'
import { books } from '../harness/books.ts'
import { gateway } from './fixtures/gateway.ts'

test('a sub-account gets a key, is sent something, and reads it on its statement', async t => {
  const { em, commit, user } = await books(t)
  const keys = keyRoom(em, {
    random: randomBytes,
    clock: () => performance.now(),
    now: () => new Date()
  })
  const app = await gateway(t, {
    accounts: accounts(em, ledgerAccounts(em), () => performance.now()),
    keys,
    claimKey: async (account, key) => claimKey(commit, account, key),
    transfers: transfers({ em, commit, step: unhindered, now: () => new Date(), claimSeconds: 60 }),
    statement: async (account, type, page) => statement(em, account, type, page),
    sandbox: {
      routes: (at, _options, done) => sandboxRoutes(at, { control: '/none' }, done),
      apiKey: ''
    }
  })
  const ask = async (
    secret: string,
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    body?: object
  ) => {
    const headers = { authorization: `Bearer ${secret}`, 'idempotency-key': url }
    const payload = body === undefined ? {} : { payload: body }
    const answer = await app.inject({ method, url, headers, ...payload })
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: answer.json<Record<string, string>>()
    }
  }
  const me = await user(100_000)
  const scopes = SCOPES.filter(scope => scope !== 'admin')
  const { secret } = await keys.create({ account: me, name: 'mine', scopes })

  const child = await ask(secret, 'POST', '/v1/accounts', { name: 'child' })
  t.equal(child.status, 201)
  const made = await ask(secret, 'POST', '/v1/api-keys', {
    name: 'k',
    account: child.body['id'],
    scopes: ['account:read']
  })
  const theirs = made.body['key'] ?? ''
  const wish = { to: child.body['id'], amount_msat: 400, memo: 'hello' }
  const sent = await ask(secret, 'POST', '/v1/transfers', wish)
  t.match(sent, { status: 201, body: { status: 'settled', from: showId('acc', me), to: wish.to } })
  const again = await ask(secret, 'POST', '/v1/transfers', wish)
  t.match(again, { status: 201, headers: { 'idempotent-replayed': 'true' } })
  t.strictSame(again.body, sent.body)
  t.match(await ask(secret, 'POST', '/v1/transfers', { ...wish, amount_msat: 401 }), {
    status: 422,
    body: { code: 'idempotency_key_reused' }
  })

  t.match(await ask(theirs, 'GET', '/v1/account'), { body: { balance_msat: 400, held_msat: 0 } })
  t.match(await ask(theirs, 'GET', '/v1/transactions?type=transfer_in'), {
    body: { data: [{ id: sent.body['id'], amount_msat: 400, balance_after_msat: 400 }] }
  })
  t.match(await ask(theirs, 'GET', '/v1/transactions?cursor=x'), {
    status: 400,
    body: { errors: [{ pointer: '/query/cursor' }] }
  })
  t.match(await ask(theirs, 'POST', '/v1/transfers', wish), { status: 403 })
  t.match(await ask(theirs, 'GET', `/v1/transfers/${sent.body['id'] ?? ''}`), { status: 200 })

  const stranger = await user()
  const other = await keys.create({ account: stranger, name: 'other', scopes })
  t.match(await ask(other.secret, 'GET', `/v1/transfers/${sent.body['id'] ?? ''}`), { status: 404 })
  t.match(await ask(other.secret, 'DELETE', `/v1/api-keys/${made.body['id'] ?? ''}`), {
    status: 404
  })

  const keysOf = async (secret: string, more = '') => {
    const { status, body } = await ask(secret, 'GET', `/v1/api-keys${more}`)
    const data = (body as unknown as { data?: { account: string }[] }).data
    return { status, accounts: data?.map(key => key.account).sort() }
  }
  const [mine, childs, others] = [
    showId('acc', me),
    child.body['id'] ?? '',
    showId('acc', stranger)
  ]
  t.strictSame(await keysOf(secret), { status: 200, accounts: [mine, childs].sort() })
  t.strictSame(await keysOf(secret, `?account=${childs}`), { status: 200, accounts: [childs] })
  t.strictSame(await keysOf(theirs), { status: 200, accounts: [childs] }, 'not of the one above')
  t.strictSame(await keysOf(other.secret), { status: 200, accounts: [others] })
  for (const [who, account] of [
    ...[[secret, others] as const, [theirs, mine] as const, [other.secret, childs] as const],
    [secret, 'nobody'] as const
  ]) {
    t.match(await keysOf(who, `?account=${account}`), { status: 404 }, account)
  }
  const revoke = `/v1/api-keys/${made.body['id'] ?? ''}`
  const gone = await app.inject({
    method: 'DELETE',
    url: revoke,
    headers: { authorization: `Bearer ${secret}` }
  })
  t.equal(gone.statusCode, 204, 'a parent revokes the key of a sub-account')
  t.match(await ask(secret, 'DELETE', revoke), { status: 404 }, 'once')
})
