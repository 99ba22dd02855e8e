import { test } from 'tap'
import type { Scope } from '../../../src/account/scopes.ts'
import { newId, showId } from '../../../src/core/ids.ts'
import type { NewKey } from '../../../src/account/make-key.ts'
import type { Rooms } from '../../../src/http/wire/rooms.ts'
import { ask, CHILD, gateway, KEY, ME, rooms, STRANGER } from '../fixtures/gateway.ts'

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

test('the room is told who makes a key, and what may go out by it', async t => {
  const asked: NewKey[] = []
  const create: Rooms['keys']['create'] = async key => {
    asked.push(key)
    return rooms.keys.create(key)
  }
  const app = await gateway(t, { keys: { ...rooms.keys, create, createOnce: create } })
  const limits = { max_payment_msat: 5, lapps: ['lnsms'], ip_allow: ['::/0'], approval: true }
  const budget = { amount_msat: 9, period: 'week' }
  const body = { name: 'k', scopes: mine, budget, expires_at: '2999-01-01T00:00:00Z', ...limits }
  t.equal((await ask(app, { ...make, body, scopes: mine })).statusCode, 201)
  t.match(asked, [
    {
      account: ME,
      maker: { scopes: ['account:read', 'keys:write'] },
      budget: { amountMsat: 9n, period: 'week' },
      limits: {
        maxPaymentMsat: 5n,
        lapps: ['lnsms'],
        ipAllow: ['::/0'],
        approval: true,
        expiresAt: new Date('2999-01-01')
      }
    }
  ])
})

test('a key rotates itself, and none that may more', async t => {
  const other = newId()
  const find: Rooms['keys']['find'] = async id => {
    const key = await rooms.keys.find(KEY, ME)
    return key && { ...key, id }
  }
  const app = await gateway(t, { keys: { ...rooms.keys, find } })
  const rotate = async (id: typeof KEY) =>
    ask(app, {
      method: 'POST',
      url: `${url}/${showId('key', id)}/rotate`,
      body: { overlap_s: 60 },
      scopes: mine
    })
  t.match((await rotate(KEY)).json(), { key: 'lgk_0a_another' })
  const refused = (await rotate(other)).json<object>()
  t.match(refused, { status: 403, code: 'forbidden', detail: /payments:write/ })
})

test('limits that no key can have are refused by their place', async t => {
  const app = await gateway(t)
  const wrong: Readonly<Record<string, readonly [unknown, string?]>> = {
    budget: [{ amount_msat: 1, period: 'year' }, '/budget/period'],
    max_payment_msat: [0],
    lapps: [[]],
    ip_allow: [['10.0.0.0/8', '10.0.0.0/33'], '/ip_allow/1'],
    expires_at: ['2020-01-01T00:00:00Z'],
    approval: [1]
  }
  for (const [field, [value, pointer = `/${field}`]] of Object.entries(wrong)) {
    const refused = await ask(app, { ...make, body: { name: 'k', scopes: mine, [field]: value } })
    t.match(refused.json(), { status: 400, errors: [{ pointer }] }, field)
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
