import { test } from 'tap'
import type { Scope } from '../../../src/account/keys.ts'
import { newId, showId } from '../../../src/core/ids.ts'
import { ask, CHILD, gateway, KEY, ME, STRANGER } from '../fixtures/gateway.ts'

const url = '/v1/api-keys'
const mine: readonly Scope[] = ['keys:write', 'account:read']
const make = { method: 'POST', url } as const

test('a key is made for the own account or a sub-account; others are not there', async t => {
  const app = await gateway(t)
  const cases = {
    [showId('acc', ME)]: 201,
    [showId('acc', CHILD)]: 201,
    [showId('acc', STRANGER)]: 404
  }
  const unknown = { [showId('acc', newId())]: 404, nobody: 404, [showId('pay', ME)]: 404 }
  for (const [account, status] of Object.entries({ ...cases, ...unknown })) {
    const body = { name: 'k', account, scopes: mine }
    const answer = await ask(app, { ...make, body, scopes: mine })
    t.equal(answer.statusCode, status, account)
    if (status === 201) t.match(answer.json(), { account, key: /^lgk_/ })
  }
  const body = { name: 'k', account: showId('acc', STRANGER), scopes: mine }
  t.equal((await ask(app, { ...make, body, scopes: ['keys:write', 'admin'] })).statusCode, 201)
})

test('a key gives no more than it has, and never admin', async t => {
  const app = await gateway(t)
  for (const scope of ['payments:write', 'admin'] as const) {
    const body = { name: 'k', scopes: ['account:read', scope] }
    const refused = await ask(app, { ...make, body, scopes: mine })
    t.match(refused.json(), { status: 403, code: 'forbidden', detail: new RegExp(scope) })
  }
  const body = { name: 'k', scopes: ['admin'] }
  t.equal((await ask(app, { ...make, body, scopes: ['keys:write', 'admin'] })).statusCode, 201)
})

test('limits that are not kept yet are refused, not ignored', async t => {
  const app = await gateway(t)
  for (const field of ['budget', 'max_payment_msat', 'lapps', 'ip_allow', 'expires_at']) {
    const refused = await ask(app, { ...make, body: { name: 'k', scopes: mine, [field]: 1 } })
    t.match(refused.json(), { status: 400, errors: [{ pointer: `/${field}` }] })
  }
})

test('a key is revoked with 204 and an empty body', async t => {
  const app = await gateway(t)
  const gone = await ask(app, { method: 'DELETE', url: `${url}/${showId('key', KEY)}` })
  t.equal(gone.statusCode, 204)
  t.equal(gone.body, '')
})

test('an operator sees every account and every key', async t => {
  const app = await gateway(t)
  const scopes: readonly Scope[] = ['account:read', 'admin']
  const count = async (path: string, held: readonly Scope[]) =>
    (await ask(app, { url: path, scopes: held })).json<{ data: { account: string }[] }>().data
  t.equal((await count('/v1/accounts', mine)).length, 1)
  t.equal((await count('/v1/accounts', scopes)).length, 3)
  t.equal((await count(url, mine))[0]?.account, showId('acc', ME))
  t.equal((await count(url, scopes))[0]?.account, showId('acc', STRANGER))
})
