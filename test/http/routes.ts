// Every route × {no key, too little scope, wrong form, unknown id}; a route without a row fails.
import { test } from 'tap'
import { SCOPES, type Scope } from '../../src/account/scopes.ts'
import { newId, showId } from '../../src/core/ids.ts'
import { generic } from '../../src/http/docs/document.ts'
import { ask, gateway, STRANGER, type Ask } from './fixtures/gateway.ts'

type Row = {
  readonly route: string
  /** undefined: every key will do; null: none is needed. */
  readonly scope: Scope | undefined | null
  readonly status: number
  readonly body?: unknown
  readonly wrong?: unknown
  readonly url?: string
}

const ACC = showId('acc', STRANGER)
const TRANSFER = { to: ACC, amount_msat: 1 }

const ROWS: readonly Row[] = [
  { route: 'GET /v1/account', scope: 'account:read', status: 200 },
  {
    // Whoever gives the account away in full needs more than one scope.
    route: 'POST /v1/account/link',
    scope: 'keys:write',
    status: 403,
    body: { code: 'a'.repeat(16) },
    wrong: { code: 'a' }
  },
  { route: 'GET /v1/account/totals', scope: 'account:read', status: 200 },
  { route: 'GET /v1/transactions', scope: 'account:read', status: 200 },
  { route: 'POST /v1/deposits', scope: 'deposits:write', status: 201, body: {}, wrong: { x: 1 } },
  { route: 'GET /v1/deposits/{id}', scope: 'account:read', status: 404 },
  { route: 'GET /v1/deposit-methods', scope: 'account:read', status: 200 },
  { route: 'GET /v1/deposits', scope: 'account:read', status: 200 },
  {
    route: 'POST /v1/payments',
    scope: 'payments:write',
    status: 201,
    body: { destination: 'lnbcrt1' },
    wrong: {}
  },
  { route: 'GET /v1/payments/{id}', scope: 'account:read', status: 404 },
  { route: 'GET /v1/payments', scope: 'account:read', status: 200 },
  { route: 'POST /v1/payments/{id}/cancel', scope: 'payments:write', status: 404 },
  {
    route: 'POST /v1/decode',
    scope: undefined,
    status: 200,
    body: { text: 'lnbcrt1' },
    wrong: { text: 1 }
  },
  {
    route: 'POST /v1/transfers',
    scope: 'transfers:write',
    status: 201,
    body: TRANSFER,
    wrong: { ...TRANSFER, amount_msat: '1' }
  },
  {
    route: 'POST /v1/transfers/batch',
    scope: 'transfers:write',
    status: 200,
    body: { transfers: [TRANSFER] },
    wrong: { transfers: [] }
  },
  { route: 'GET /v1/transfers/{id}', scope: 'account:read', status: 404 },
  { route: 'GET /v1/transfers', scope: 'account:read', status: 200 },
  { route: 'POST /v1/transfers/{id}/cancel', scope: 'transfers:write', status: 404 },
  { route: 'GET /v1/lapps', scope: undefined, status: 200 },
  { route: 'GET /v1/lapps/{lapp}', scope: undefined, status: 404 },
  {
    route: 'POST /v1/lapps/{lapp}/quotes',
    scope: 'purchases:write',
    status: 200,
    body: { input: {} },
    wrong: {}
  },
  {
    route: 'POST /v1/lapps/{lapp}/purchases',
    scope: 'purchases:write',
    status: 201,
    body: { input: {} },
    wrong: {}
  },
  { route: 'GET /v1/purchases/{id}', scope: 'account:read', status: 404 },
  { route: 'GET /v1/purchases', scope: 'account:read', status: 200 },
  {
    route: 'POST /v1/accounts',
    scope: 'accounts:write',
    status: 201,
    body: { name: 'a' },
    wrong: { name: '' }
  },
  { route: 'GET /v1/accounts', scope: 'account:read', status: 200 },
  { route: 'GET /v1/accounts/{id}', scope: 'account:read', status: 404 },
  {
    route: 'PATCH /v1/accounts/{id}',
    scope: 'accounts:write',
    status: 404,
    body: { name: 'b' },
    wrong: { name: '' }
  },
  { route: 'POST /v1/accounts/{id}/close', scope: 'accounts:write', status: 404 },
  {
    route: 'POST /v1/api-keys',
    scope: 'keys:write',
    status: 201,
    body: { name: 'k', scopes: ['keys:write'] },
    wrong: { name: 'k', scopes: ['all'] }
  },
  { route: 'GET /v1/api-keys', scope: 'account:read', status: 200 },
  { route: 'GET /v1/api-keys/{id}', scope: 'account:read', status: 404 },
  {
    route: 'POST /v1/api-keys/{id}/rotate',
    scope: 'keys:write',
    status: 404,
    body: { overlap_s: 0 },
    wrong: { overlap_s: -1 }
  },
  { route: 'DELETE /v1/api-keys/{id}', scope: 'keys:write', status: 404 },
  {
    route: 'POST /v1/webhooks',
    scope: 'webhooks:write',
    status: 201,
    body: { url: 'https://shop.example/' },
    wrong: { url: 'https://shop.example/', events: ['all'] }
  },
  { route: 'GET /v1/webhooks', scope: 'account:read', status: 200 },
  { route: 'DELETE /v1/webhooks/{id}', scope: 'webhooks:write', status: 404 },
  { route: 'POST /v1/webhooks/{id}/rotate', scope: 'webhooks:write', status: 404 },
  { route: 'POST /v1/webhooks/{id}/test', scope: 'webhooks:write', status: 404 },
  { route: 'GET /v1/webhooks/{id}/deliveries', scope: 'account:read', status: 404 },
  {
    route: 'POST /v1/webhooks/{id}/deliveries/{delivery}/replay',
    scope: 'webhooks:write',
    status: 404
  },
  { route: 'GET /v1/events', scope: 'account:read', status: 200 },
  { route: 'GET /health/live', scope: null, status: 200 },
  { route: 'GET /health/ready', scope: null, status: 200 },
  { route: 'GET /metrics', scope: 'admin', status: 200 },
  { route: 'GET /openapi.json', scope: null, status: 200 },
  { route: 'GET /docs', scope: null, status: 200 },
  { route: 'GET /llms.txt', scope: null, status: 200 }
]

const HIDDEN = ['GET /openapi.json', 'GET /docs', 'GET /llms.txt']

function wish({ route, body }: Row, id = 'nobody'): Ask {
  const [method, path = ''] = route.split(' ') as [NonNullable<Ask['method']>, string?]
  return { method, url: path.replace('{id}', id).replace('{lapp}', id), body }
}

const codeOf = (response: { json: () => unknown }) => (response.json() as { code: string }).code

test('the document names exactly these routes', async t => {
  const app = await gateway(t)
  await app.ready()
  const routes = Object.entries(generic(app).paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`)
  )
  const expected = ROWS.map(row => row.route).filter(route => !HIDDEN.includes(route))
  t.strictSame(routes.sort(), [...expected].sort())
})

for (const row of ROWS) {
  test(row.route, async t => {
    const app = await gateway(t)
    const right = wish(row)
    const scopes = row.scope ? [row.scope] : []
    const answer = await ask(app, { ...right, scopes })
    t.equal(answer.statusCode, row.status, 'the least key is enough')
    if (row.status === 404) t.equal(codeOf(answer), 'not_found')

    const anonymous = await ask(app, { ...right, headers: { authorization: '' } })
    t.equal(anonymous.statusCode, row.scope === null ? row.status : 401, 'without a key')
    if (row.scope !== null) {
      t.equal(codeOf(anonymous), 'unauthenticated')
      t.equal(anonymous.headers['www-authenticate'], 'Bearer')
    }
    if (row.scope) {
      const others = SCOPES.filter(scope => scope !== row.scope)
      const little = await ask(app, { ...right, scopes: others })
      t.equal(little.statusCode, 403, 'every other scope is not enough')
      t.match(little.json(), { code: 'forbidden', detail: new RegExp(row.scope) })
    }
    if (row.route.includes('{id}')) {
      const prefix = row.route.includes('api-keys') ? 'key' : 'acc'
      const unknown = await ask(app, wish(row, showId(prefix, newId())))
      t.equal(unknown.statusCode, 404, 'an id that nobody has')
    }
    if (row.wrong !== undefined) {
      for (const body of [row.wrong, 'null', '[]', '"', { ...Object(row.body), extra: 1 }]) {
        const refused = await ask(app, { ...right, body })
        t.equal(refused.statusCode, 400, `refuses ${JSON.stringify(body)}`)
        t.equal(codeOf(refused), 'invalid_request')
      }
      t.equal((await ask(app, { ...right, body: undefined })).statusCode, 400, 'refuses no body')
    }
  })
}
