// The table of who may do what, asked of a gateway that runs; a route without a row fails.
import { readFileSync } from 'node:fs'
import { test } from 'tap'
import document from '../../openapi/v1.json' with { type: 'json' }
import { SCOPES, type Scope } from '../../src/account/scopes.ts'
import { LNSMS, place } from '../e2e/harness/place.ts'
import { composed } from '../e2e/harness/composed.ts'
import type { Gateway } from '../e2e/harness/asking.ts'
import { until } from '../e2e/harness/until.ts'
import { cli } from '../e2e/harness/cli.ts'
import { invoice } from '../e2e/harness/money.ts'
import { gateway } from './fixtures/gateway.ts'
import { made, MAKE_ONE, READER, WEBHOOK } from './harness/make-one.ts'

const TABLE = readFileSync(new URL('access-table.txt', import.meta.url), 'utf8')
const ROWS = TABLE.split('\n').flatMap(line => {
  const [method = '', path = '', ...cells] = line.split(/ +/)
  return /^[A-Z]+$/.test(method) && path.startsWith('/')
    ? [{ method, path, statuses: cells.map(Number) }]
    : []
})

type Operation = { readonly description: string }
const scopeOf = (said: string): Scope | undefined =>
  SCOPES.find(scope => said.endsWith(`Scope: \`${scope}\`.`))

const ROUTES = new Map(
  Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, item]) =>
      Object.entries(item).map(
        ([method, { description }]) =>
          [`${method.toUpperCase()} ${path}`, scopeOf(description)] as const
      )
  )
)

const ALL = SCOPES.filter(scope => scope !== 'admin')
const TRANSFER = { to: 'telegram:7', amount_msat: 5 }
const INPUT = { input: { number: '+19876543210', text: 'hi' } }

const bodies = (bolt11: string): Readonly<Record<string, object>> => ({
  'POST /v1/account/link': { code: 'a'.repeat(16) },
  'POST /v1/deposits': {},
  'POST /v1/payments': { destination: bolt11 },
  'POST /v1/decode': { text: bolt11 },
  'POST /v1/transfers': TRANSFER,
  'POST /v1/transfers/batch': { transfers: [TRANSFER] },
  'POST /v1/lapps/{lapp}/quotes': INPUT,
  'POST /v1/lapps/{lapp}/purchases': INPUT,
  'POST /v1/accounts': { name: 'one more' },
  'PATCH /v1/accounts/{id}': { name: 'another' },
  'POST /v1/api-keys': READER,
  'POST /v1/api-keys/{id}/rotate': { overlap_s: 0 },
  'POST /v1/webhooks': WEBHOOK,
  'POST /v1/webhooks/{id}/rotate': { overlap_s: 0 },
  'POST /paid/{lapp}': INPUT
})

/** A key of the owner's, or of the account that is named. */
async function keyOf(g: Gateway, wish: object, by = g.key): Promise<string> {
  const { body } = await g.ask('POST', '/v1/api-keys', { name: 'k', ...wish }, { key: by })
  return String(body['key'])
}

async function ofStranger(g: Gateway, ...scopes: readonly Scope[]): Promise<string> {
  const said = await cli(g, 'account', 'create', `stranger ${scopes.length}`, '--json')
  const { id } = JSON.parse(said.out) as { readonly id: string }
  const key = await cli(g, 'key', 'create', '--account', id, '--scopes', scopes.join(), '--json')
  return (JSON.parse(key.out) as { readonly key: string }).key
}

async function ended401(g: Gateway, key: string): Promise<string> {
  await until(async () =>
    (await g.ask('GET', '/v1/account', undefined, { key })).status === 401 ? true : undefined
  )
  return key
}

async function revoked(g: Gateway): Promise<string> {
  const { body } = await g.ask('POST', '/v1/api-keys', { name: 'k', scopes: ALL })
  await g.ask('GET', '/v1/account', undefined, { key: String(body['key']) })
  await g.ask('DELETE', `/v1/api-keys/${String(body['id'])}`)
  return ended401(g, String(body['key']))
}

/** Of a stream, which has no end. */
async function opened(g: Gateway, url: string, how: { key: string; as?: string; from: string }) {
  const headers = {
    authorization: `Bearer ${how.key}`,
    'x-forwarded-for': how.from,
    ...(how.as !== undefined && { 'gateway-account': how.as })
  }
  const answer = await fetch(g.url + url, { headers })
  await answer.body?.cancel()
  return answer.status
}

test('every route has a row, and every row a route', t => {
  t.strictSame(
    ROWS.map(({ method, path }) => `${method} ${path}`).sort(),
    [...ROUTES.keys()].sort()
  )
  t.ok(ROWS.every(({ statuses }) => statuses.length === 9 && statuses.every(Number.isInteger)))
  t.end()
})

/** From the tree that it prints: what a route says of itself decides nothing here. */
function served(tree: string): readonly `${string} ${string}`[] {
  const above: string[] = []
  return tree.split('\n').flatMap(line => {
    const [, indent = '', name = '', methods] =
      /^((?:│ {3}| {4})*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? []
    above.splice(indent.length / 4, Infinity, name)
    const path = above.join('').replace(/:(\w+)/g, '{$1}')
    const isTable = /^\/(v1|paid|health|metrics)(\/|$)/.test(path)
    return isTable && methods ? methods.split(', ').map(method => `${method} ${path}` as const) : []
  })
}

test('no route of the API is hidden from the document, and so from the table', async t => {
  const app = await gateway(t)
  const all = served(app.printRoutes({ commonPrefix: false }))
  const taken = all.filter(route => !/^(HEAD|OPTIONS) /.test(route))
  t.ok(taken.length > 40, `${taken.length} of them`)
  t.strictSame(
    taken.filter(route => !ROUTES.has(route)),
    []
  )
})

test('each is answered as the table says', async t => {
  const g = await composed(t, await place(t), { ...LNSMS, TRUST_PROXY: '127.0.0.1' })
  const sub = made(await g.ask('POST', '/v1/accounts', { name: 'sub' }))
  const soon = new Date(Date.now() + 1_500).toISOString()
  const expired = keyOf(g, { scopes: ALL, expires_at: soon })
  const wrong = new Map<Scope | undefined, string>([[undefined, g.key]])
  for (const scope of SCOPES)
    wrong.set(scope, await keyOf(g, { scopes: ALL.filter(one => one !== scope) }))
  const columns = [
    '',
    await ofStranger(g, ...ALL),
    await keyOf(g, { scopes: ['account:read'] }),
    undefined,
    await ended401(g, await expired),
    await revoked(g),
    await keyOf(g, { scopes: ALL, account: sub }),
    g.key,
    await ofStranger(g, ...SCOPES)
  ]
  const bodyOf = bodies(await invoice(g, 9_000))
  for (const [row, { method, path, statuses }] of ROWS.entries()) {
    const route = `${method} ${path}` as const
    const id = path.includes('{id}') ? await MAKE_ONE[path.split('/')[2] ?? '']?.(g) : 'none'
    t.ok(id, `${route}: one is made`)
    const url = path.replace('{id}', id ?? '').replace('{lapp}', 'lnsms')
    const seen: number[] = []
    // Of one address, keys that are none are answered 429 after a hundred of them.
    const from = `203.0.113.${row}`
    for (const [n, column] of columns.entries()) {
      const key = column ?? wrong.get(ROUTES.get(route)) ?? ''
      const as = n === 7 ? { as: sub } : {}
      const asked = { key, from, ...as }
      seen.push(
        path === '/v1/events'
          ? await opened(g, url, asked)
          : (await g.ask(method, url, bodyOf[route], asked)).status
      )
    }
    t.strictSame(seen, statuses, route)
  }
})
