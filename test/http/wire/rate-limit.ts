// How often one may ask, from where, and what is said of it.
import { test } from 'tap'
import { UNLIMITED } from '../../../src/account/limits.ts'
import type { Buckets } from '../../../src/account/buckets.ts'
import { ask, gateway, rooms } from '../fixtures/gateway.ts'

/** Each name may so often, and then not for a good second. */
function counted(times: number): Pick<Buckets, 'take'> & { readonly names: Map<string, number> } {
  const names = new Map<string, number>()
  const take: Buckets['take'] = async name => {
    const count = (names.get(name) ?? 0) + 1
    names.set(name, count)
    const isAllowed = count <= times
    const left = Math.max(0, times - count)
    return Promise.resolve({ isAllowed, left, waitMs: isAllowed ? 0 : 1_200 })
  }
  return { take, names }
}

test('a key is told what is left, and when to come back; another is not kept waiting', async t => {
  const authenticate = async (secret: string) => {
    const caller = await rooms.keys.authenticate(secret)
    return caller && { ...caller, key: secret as typeof caller.key }
  }
  const keys = { ...rooms.keys, authenticate, recall: authenticate }
  const app = await gateway(t, { rateLimit: 3, buckets: counted(3), keys })
  const [url, scopes] = ['/v1/account', ['account:read'] as const]
  for (const left of [2, 1, 0]) {
    const answer = await ask(app, { url, scopes })
    t.match(answer, {
      statusCode: 200,
      headers: { 'ratelimit-policy': '"key";q=3;w=1', ratelimit: `"key";r=${left};t=1` }
    })
  }
  const refused = await ask(app, { url, scopes })
  t.match(refused.json(), { code: 'rate_limited', status: 429 })
  t.match(refused.headers, { 'retry-after': '2', ratelimit: '"key";r=0;t=2' })
  t.equal((await ask(app, { url, scopes: ['account:read', 'admin'] })).statusCode, 200)
})

test('who has no key is counted by address on pages, and never where a probe asks', async t => {
  const buckets = counted(2)
  const app = await gateway(t, { rateLimit: 3, buckets })
  const status = async (url: string) => (await app.inject({ url })).statusCode
  t.equal(await status('/docs'), 200)
  t.equal(await status('/openapi.json'), 200)
  const refused = await app.inject({ url: '/docs' })
  t.match(refused, { statusCode: 429, headers: { 'retry-after': '2' } })
  t.equal(await status('/health/live'), 200)
  t.equal(await status('/metrics'), 401)
  t.strictSame([...buckets.names.keys()], ['open:127.0.0.1'])
})

test('whose X-Forwarded-For counts is a proxy of ours, and nobody else', async t => {
  const seen = async (trustProxy: string | undefined, forwarded: string) => {
    const buckets = counted(2)
    const app = await gateway(t, { rateLimit: 3, buckets, trustProxy })
    await app.inject({ url: '/docs', headers: { 'x-forwarded-for': forwarded } })
    return [...buckets.names.keys()]
  }
  t.strictSame(await seen(undefined, '203.0.113.7'), ['open:127.0.0.1'])
  t.strictSame(await seen('127.0.0.1', '203.0.113.7'), ['open:203.0.113.7'])
  t.strictSame(await seen('10.0.0.0/8', '203.0.113.7'), ['open:127.0.0.1'])
  t.strictSame(
    await seen('127.0.0.1', '198.51.100.1, 203.0.113.7'),
    ['open:203.0.113.7'],
    'what came before the proxy is anybody’s word'
  )
})

test('a key works from the addresses that it allows', async t => {
  const limits = { ...UNLIMITED, ipAllow: ['203.0.113.0/24'] }
  const authenticate = async (secret: string) => {
    const caller = await rooms.keys.authenticate(secret)
    return caller && { ...caller, limits }
  }
  const keys = { ...rooms.keys, authenticate, recall: authenticate }
  const app = await gateway(t, { keys, trustProxy: '127.0.0.1' })
  const from = async (address: string) =>
    ask(app, { url: '/v1/account', headers: { 'x-forwarded-for': address } })
  t.equal((await from('203.0.113.9')).statusCode, 200)
  t.match((await from('203.0.114.9')).json(), { status: 403, code: 'forbidden' })
})
