import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import ky from 'ky'
import { test, type Test } from 'tap'
import { ANY, PUBLIC, type Rules } from '../../src/net/decide.ts'
import { NetError, type NetFailure } from '../../src/net/error.ts'
import { guardedFetch, type Guarded } from '../../src/net/fetch.ts'
import type { Resolve } from '../../src/net/resolve.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

async function serve(t: Test, handler: Handler): Promise<{ port: number; hits: string[] }> {
  const hits: string[] = []
  const server = createServer((request, response) => {
    hits.push(`${request.method ?? ''} ${request.headers.host ?? ''}${request.url ?? ''}`)
    handler(request, response)
  })
  await once(server.listen(0), 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, hits }
}

type Options = { rules?: Rules; resolve?: Resolve; deadlineMs?: number; maxBytes?: number }

function client(t: Test, options: Options = {}): Guarded {
  const guarded = guardedFetch({
    rules: ANY,
    resolve: () => Promise.resolve(['127.0.0.1']),
    ...options
  })
  t.teardown(() => guarded.close())
  return guarded
}

async function fails(
  t: Test,
  promise: Promise<unknown>,
  why: NetFailure,
  name = ''
): Promise<void> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e
  )
  t.ok(error instanceof NetError, name)
  t.equal(error instanceof NetError ? error.why : undefined, why, name)
}

const ok: Handler = (_request, response) => response.end('hit')

test('method, headers and body reach the server, and its answer comes back whole', async t => {
  const { port, hits } = await serve(t, (request, response) => {
    response.setHeader('x-seen', request.headers['x-mine'] ?? '')
    response.setHeader('x-encoding', request.headers['accept-encoding'] ?? '')
    response.setHeader('set-cookie', ['a=1', 'b=2'])
    request.pipe(response.writeHead(201))
  })
  const http = ky.create({ fetch: client(t).fetch, baseUrl: `http://shop.example:${port}/v1/` })
  const headers = { 'x-mine': 'yes', host: 'other.example' }
  const answer = await http.post('orders?a=b', { json: { a: 1 }, headers })
  t.equal(answer.status, 201)
  t.equal(answer.headers.get('x-seen'), 'yes')
  t.equal(answer.headers.get('x-encoding'), 'identity')
  t.same(answer.headers.getSetCookie(), ['a=1', 'b=2'])
  t.same(await answer.json(), { a: 1 })
  t.same(hits, [`POST shop.example:${port}/v1/orders?a=b`], 'under the name in the URL')
})

test('an answer without a body is one', async t => {
  const { port } = await serve(t, (_request, response) => response.writeHead(204).end())
  t.equal((await client(t).fetch(`http://a.example:${port}/`)).status, 204)
})

test('nothing reaches a private address by literal or by name', async t => {
  const { port, hits } = await serve(t, ok)
  const rules = { ...PUBLIC, schemes: ANY.schemes }
  for (const host of [
    '127.0.0.1',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
    '2130706433'
  ]) {
    await fails(t, client(t, { rules }).fetch(`http://${host}:${port}/`), 'forbidden', host)
  }
  const sets = [['127.0.0.1'], ['::1'], ['1.1.1.1', '127.0.0.1'], ['127.0.0.1', '1.1.1.1']]
  sets.push(['::ffff:127.0.0.1'], ['64:ff9b::7f00:1'], ['2606:4700::1111', '::7f00:1'])
  for (const set of sets) {
    const { fetch } = client(t, { rules, resolve: () => Promise.resolve(set) })
    await fails(t, fetch(`http://bait.example:${port}/`), 'forbidden', set.join(' '))
  }
  t.same(hits, [])
})

test('a name that turns private after it was checked is not connected to', async t => {
  // 127.0.0.1 plays the public address, every other one is forbidden.
  const { port, hits } = await serve(t, (_request, response) => {
    response.setHeader('connection', 'close').end('first')
  })
  let asked = 0
  const { fetch } = client(t, {
    rules: { ...ANY, allows: address => address === '127.0.0.1' },
    resolve: () => Promise.resolve(asked++ === 0 ? ['127.0.0.1'] : ['127.0.0.2'])
  })
  t.equal(await (await fetch(`http://turn.example:${port}/`)).text(), 'first')
  await fails(t, fetch(`http://turn.example:${port}/`), 'forbidden')
  t.equal(asked, 2, 'resolved once for each connection')
  t.equal(hits.length, 1)
})

test('a redirect is handed back and never followed', async t => {
  const { port, hits } = await serve(t, (request, response) => {
    const status = Number(request.url?.slice(1))
    response.writeHead(status, { location: 'http://127.0.0.1:9/secret' }).end()
  })
  for (const status of [301, 302, 303, 307, 308]) {
    const init = { method: 'POST', body: 'x', redirect: 'follow' } as const
    const answer = await client(t).fetch(`http://a.example:${port}/${status}`, init)
    t.equal(answer.status, status)
  }
  t.equal(hits.length, 5)
})

test('a hanging and a dripping server both end at the deadline', async t => {
  const hanging = await serve(t, () => undefined)
  const dripping = await serve(t, (_request, response) => {
    response.writeHead(200)
    const drip = setInterval(() => response.write('x'), 20)
    response.on('close', () => clearInterval(drip))
  })
  const { fetch } = client(t, { deadlineMs: 200 })
  for (const { port } of [hanging, dripping]) {
    await fails(t, fetch(`http://a.example:${port}/`), 'timeout')
  }
})

test('a name that never resolves ends at the deadline', async t => {
  const resolve: Resolve = () => new Promise(() => undefined)
  await fails(t, client(t, { resolve, deadlineMs: 100 }).fetch('http://slow.example/'), 'timeout')
})

test('an answer that is too large, endless or compressed is refused', async t => {
  const endless: Handler = (_request, response) => {
    const pour = (): void => {
      while (response.write(Buffer.alloc(16_384)));
    }
    response.on('drain', pour)
    pour()
  }
  const bomb = gzipSync(Buffer.alloc(10_000_000))
  const servers: Handler[] = [
    endless,
    (_request, response) => response.writeHead(200, { 'content-length': 1e9 }).write('x'),
    (_request, response) => response.setHeader('content-encoding', 'gzip').end(bomb),
    (_request, response) => response.setHeader('x-long', 'x'.repeat(20_000)).end(),
    (_request, response) => {
      for (let n = 0; n < 3_000; n++) response.setHeader(`x-${n}`, 'x')
      response.end()
    }
  ]
  for (const [n, server] of servers.entries()) {
    const { port } = await serve(t, server)
    await fails(t, client(t).fetch(`http://a.example:${port}/`), 'too_large', `server ${n}`)
  }
})

test('a cut answer, a closed port and a name that fails are all unreachable', async t => {
  const { port } = await serve(t, (_request, response) => {
    response.writeHead(200, { 'content-length': 10 })
    response.write('x', () => response.destroy())
  })
  await fails(t, client(t).fetch(`http://a.example:${port}/`), 'unreachable', 'cut')
  await fails(t, client(t).fetch('http://a.example:1/'), 'unreachable', 'closed')
  const resolve: Resolve = () => Promise.reject(new Error('SERVFAIL'))
  await fails(t, client(t, { resolve }).fetch('http://a.example/'), 'unreachable', 'no name')
})

test("the caller's own signal ends it with the caller's own reason", async t => {
  const { port, hits } = await serve(t, () => undefined)
  const stop = new AbortController()
  const asked = client(t).fetch(`http://a.example:${port}/`, { signal: stop.signal })
  const reason = new Error('enough')
  stop.abort(reason)
  await t.rejects(asked, reason)
  t.ok(hits.length <= 1)
})

test('what is no address is forbidden, not a crash', async t => {
  for (const text of ['', 'nonsense', 'http://', 'https://u:p@a.example/', 'file:///etc/passwd']) {
    await fails(t, client(t).fetch(text), 'forbidden', text)
  }
})
