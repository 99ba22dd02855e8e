// What belongs to somebody else is not there: every route of the document whose path names
// a resource, asked for with the keys of others and without one.
import { randomUUID } from 'node:crypto'
import { test, type Test } from 'tap'
import document from '../../openapi/v1.json' with { type: 'json' }
import { SCOPES } from '../../src/account/scopes.ts'
import { LNSMS, place } from '../e2e/harness/place.ts'
import { composed } from '../e2e/harness/composed.ts'
import type { Gateway } from '../e2e/harness/asking.ts'
import { cli } from '../e2e/harness/cli.ts'
import { made, MAKE_ONE } from './harness/make-one.ts'

type Operation = { readonly requestBody?: unknown; readonly security?: unknown }
type Route = { readonly path: string; readonly method: string; readonly operation: Operation }

const METHODS = ['get', 'put', 'post', 'delete', 'patch']

const ROUTES: readonly Route[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item as Record<string, Operation>)
    .filter(([method]) => METHODS.includes(method))
    .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation }))
)

const namesIn = (path: string): readonly string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)

/** Parameters that name what is everybody's. */
const PUBLIC: ReadonlySet<string> = new Set(['lapp'])

const SCOPES_OF_ALL = SCOPES.filter(scope => scope !== 'admin')

/** What has a name of its own within one: a delivery of a webhook. */
const WITHIN: Readonly<Record<string, (g: Gateway, id: string) => Promise<string>>> = {
  delivery: async (g, id) => made(await g.ask('POST', `/v1/webhooks/${id}/test`))
}

/** What a route that takes a body is sent. */
const BODIES: Readonly<Record<string, object>> = {
  '/v1/accounts/{id}': { name: 'another' },
  '/v1/api-keys/{id}/rotate': { overlap_s: 60 },
  '/v1/webhooks/{id}/rotate': { overlap_s: 60 }
}

/** Keys of people who are not the owner: a stranger, a stranger's and the owner's sub-account. */
async function others(g: Gateway): Promise<Readonly<Record<string, string>>> {
  const said = await cli(g, 'account', 'create', 'stranger', '--json')
  const { id } = JSON.parse(said.out) as { readonly id: string }
  const scopes = SCOPES_OF_ALL.join()
  const key = await cli(g, 'key', 'create', '--account', id, '--scopes', scopes, '--json')
  const { key: stranger } = JSON.parse(key.out) as { readonly key: string }
  const below = async (of: string): Promise<string> => {
    const child = await g.ask('POST', '/v1/accounts', { name: 'child' }, { key: of })
    const asked = { name: 'k', account: made(child), scopes: SCOPES_OF_ALL }
    const { body } = await g.ask('POST', '/v1/api-keys', asked, { key: of })
    return String(body['key'])
  }
  return {
    stranger,
    "the owner's sub-account": await below(g.key),
    "the stranger's sub-account": await below(stranger)
  }
}

const named = ROUTES.filter(({ path }) => namesIn(path).some(name => !PUBLIC.has(name)))

test('every route that names a resource is one that this test can make', async t => {
  t.ok(named.length >= 5)
  for (const { path, method, operation } of named) {
    const [, , room = ''] = path.split('/')
    t.ok(room in MAKE_ONE, `${method} ${path}: how is one made?`)
    const [first, ...within] = namesIn(path)
    t.equal(first, 'id', `${method} ${path}: what is it called?`)
    for (const name of within) t.ok(name in WITHIN, `${method} ${path}: how is a ${name} made?`)
    t.ok(operation.requestBody === undefined || path in BODIES, `${method} ${path}: its body?`)
  }
})

test('what belongs to somebody else is not there, on no route and in no list', async t => {
  const g = await composed(t, await place(t), LNSMS)
  const keys = await others(g)
  for (const { path, method } of named) {
    const [, , room = ''] = path.split('/')
    const id = (await MAKE_ONE[room]?.(g)) ?? randomUUID()
    t.match(id, /^[a-z]{3}_[0-9a-f]{32}$/, `${room}: one is made`)
    const filled = await within(g, path.replace('{id}', id), id)
    const sent = method === 'GET' ? undefined : BODIES[path]
    const ask = async (key: string) => g.ask(method, filled, sent, { key })
    for (const [who, key] of Object.entries(keys)) {
      const { status, body } = await ask(key)
      t.match(
        { status, body },
        { status: 404, body: { code: 'not_found' } },
        `${method} ${path}, ${who}`
      )
      t.notMatch(JSON.stringify(body), id.slice(4), 'nor is it named')
    }
    t.match(await ask(''), { status: 401, body: { code: 'unauthenticated' } }, `${path}, no key`)
    if (isListed(room)) await listedFor(t, g, room, id, keys)
    t.notOk([401, 403, 404].includes((await ask(g.key)).status), `${method} ${path}, its owner`)
  }
})

async function within(g: Gateway, path: string, id: string): Promise<string> {
  let filled = path
  for (const name of namesIn(path))
    filled = filled.replace(`{${name}}`, (await WITHIN[name]?.(g, id)) ?? '')
  return filled
}

const isListed = (room: string): boolean =>
  ROUTES.some(({ path, method }) => path === `/v1/${room}` && method === 'GET')

async function listedFor(
  t: Test,
  g: Gateway,
  room: string,
  id: string,
  others: Readonly<Record<string, string>>
): Promise<void> {
  const has = async (key: string): Promise<boolean> =>
    JSON.stringify((await g.ask('GET', `/v1/${room}`, undefined, { key })).body).includes(id)
  t.ok(await has(g.key), `the list of ${room}, its owner`)
  for (const [who, key] of Object.entries(others))
    t.notOk(await has(key), `the list of ${room}, ${who}`)
}
