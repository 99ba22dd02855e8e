import type { ServerResponse } from 'node:http'
import { test } from 'tap'
import { leapingClock } from '../payment/harness/clock.ts'
import { folder, open, order, serve } from './harness/open.ts'

/**
 * Runs `input.text` as the body of an async function of
 * `http`, and gives what it returns as the reference.
 */
const SCRIPTED = `async invoice ({ input }, { http, signal }) {
  const does = {
    get: () => http.get('a').text(),
    json: () => http.get('a').json(),
    post: () => http.post('a', { json: { a: 1 } }).json(),
    slash: () => http.get('/v1/b').text(),
    quick: () => http.get('a', { timeout: 100, retry: 0 }).text(),
    other: () => http.get('http://other.example/').text(),
    further: () => http.get('https://further.example/').text(),
    loopback: () => http.get('http://127.0.0.1:1/').text(),
    status: async () => (await http.get('a', { throwHttpErrors: false })).status,
    swallow: () => http.get('a').text().catch(e => e.name),
    proto: async () => { const a = await http.get('a').json(); return [Object.keys(a), a.x] },
    busy: async () => (await Promise.all(Array.from({ length: 30 }, (_, n) => http.get('a/' + n).text()))).length
  }
  const got = await does[input.text]()
  return { bolt11: 'lnbcrt1', reference: JSON.stringify(got) }
}`

const json = (response: ServerResponse, status: number, text: string): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(text)

test('a request goes to the base address, under its path, with its body', async t => {
  const bodies: string[] = []
  const { url, hits } = await serve(t, (request, response) => {
    request.setEncoding('utf8').on('data', (part: string) => bodies.push(part))
    request.on('end', () => json(response, 200, '{"ok":"ä€"}'))
  })
  const variables = { LAPP_SHOP_URL: `${url}v1` }
  const lapps = await open(t, { shop: folder('shop', SCRIPTED) }, { variables })
  const value = { reference: '{"ok":"ä€"}' }
  t.match(await lapps.ask('shop', 'invoice', order('json')), { is: 'ok', value })
  t.match(await lapps.ask('shop', 'invoice', order('post')), { is: 'ok', value })
  t.match(await lapps.ask('shop', 'invoice', order('slash')), { is: 'ok' })
  t.match(await lapps.ask('shop', 'invoice', order('busy')), { is: 'ok' })
  t.same(hits.slice(0, 3), ['GET /v1/a', 'POST /v1/a', 'GET /v1/b'])
  t.equal(hits.length, 33)
  t.same(bodies, ['{"a":1}'])
})

test('whatever the service does wrong is its fault, and needs no catch in the LApp', async t => {
  const answers: [string, (response: ServerResponse) => void][] = [
    ['500', response => json(response, 500, '{}')],
    ['429', response => json(response.setHeader('retry-after', '0'), 429, '{}')],
    ['302', response => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['html', response => response.end('<html></html>')],
    ['cut', response => json(response, 200, '{"a":')],
    ['large', response => response.end(Buffer.alloc(2_000_000))],
    ['reset', response => response.destroy()]
  ]
  for (const [name, handler] of answers) {
    const { url, hits } = await serve(t, (_request, response) => handler(response))
    const lapps = await open(
      t,
      { shop: folder('shop', SCRIPTED) },
      { variables: { LAPP_SHOP_URL: url } }
    )
    const answer = await lapps.ask('shop', 'invoice', order('post'))
    t.match(answer, { is: 'unavailable', because: 'upstream', why: /service/i }, name)
    t.equal(hits.length, 1, `${name}: a POST is sent once`)
    lapps.close()
  }
})

test('what the LApp handles itself is not taken from it, and a GET is tried again', async t => {
  const { url, hits } = await serve(t, (_request, response) => json(response, 503, '{}'))
  const variables = { LAPP_SHOP_URL: url }
  const lapps = await open(t, { shop: folder('shop', SCRIPTED) }, { variables })
  t.match(await lapps.ask('shop', 'invoice', order('status')), { value: { reference: '503' } })
  t.equal(hits.length, 1)
  const swallowed = await lapps.ask('shop', 'invoice', order('swallow'))
  t.match(swallowed, { value: { reference: '"HTTPError"' } })
  t.equal(hits.length, 3)
})

test('nothing is reached but the url and the hosts of lapp.json', async t => {
  const { url, hits } = await serve(t, (_request, response) => response.end('hit'))
  const { port } = new URL(url)
  const inside = `https://127.0.0.1:${port}/`
  const lapps = await open(
    t,
    {
      shop: folder('shop', SCRIPTED, { hosts: ['further.example'] }),
      inside: folder('inside', SCRIPTED, { url: inside }),
      named: folder('named', SCRIPTED, { url: `https://localhost:${port}/` })
    },
    { variables: { LAPP_SHOP_URL: url } }
  )
  for (const text of ['other', 'loopback']) {
    const answer = await lapps.ask('shop', 'invoice', order(text))
    t.match(answer, { because: 'bug', why: /neither the url nor among the hosts/ }, text)
  }
  t.match(await lapps.ask('shop', 'invoice', order('further')), { because: 'upstream' })
  t.match(await lapps.ask('inside', 'invoice', order('get')), { because: 'upstream' })
  t.match(await lapps.ask('named', 'invoice', order('get')), { because: 'upstream' })
  t.same(hits, [], 'a private address only where the operator chose it')
})

test('a field named __proto__ is no field', async t => {
  const evil = '{"__proto__":{"x":1},"a":{"__proto__":{"x":1}}}'
  const { url } = await serve(t, (_request, response) => json(response, 200, evil))
  const variables = { LAPP_SHOP_URL: url }
  const lapps = await open(t, { shop: folder('shop', SCRIPTED) }, { variables })
  const answer = await lapps.ask('shop', 'invoice', order('proto'))
  t.match(answer, { value: { reference: '[["a"],null]' } })
})

test('a service that hangs ends with the deadline of the LApp, of the call or of the caller', async t => {
  const { url, hits } = await serve(t, () => undefined)
  const variables = { LAPP_SHOP_URL: url }
  const [clock, limits] = [leapingClock(), { callMs: 600_000 }]
  const lapps = await open(t, { shop: folder('shop', SCRIPTED) }, { variables, limits, clock })
  const asked = (text: string, signal?: AbortSignal): Promise<unknown> =>
    lapps.ask('shop', 'invoice', order(text), signal && { signal })
  t.match(await asked('quick'), { because: 'upstream', why: /TimeoutError/ })
  const hung = asked('get')
  await clock.asleep(limits.callMs)
  clock.leap(limits.callMs)
  t.match(await hung, { because: 'time' })
  t.match(await asked('get', AbortSignal.abort()), { because: 'cancelled' })
  const before = hits.length
  const stop = new AbortController()
  const asking = asked('get', stop.signal)
  while (hits.length === before) await new Promise(resolve => setTimeout(resolve, 5))
  stop.abort()
  t.match(await asking, { because: 'cancelled' }, 'and not when its time is over')
  t.equal(hits.length, before + 1, 'and nothing is tried again')
})
