// Addresses that nobody outside may make us reach, each as a literal, behind
// a
// redirect and behind a name that turns: nothing is hit, and every try ends in time.
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { test, type Test } from 'tap'
import { ANY, isPublic, type Rules } from '../../src/net/decide.ts'
import { NetError } from '../../src/net/error.ts'
import { guardedFetch, type Fetch } from '../../src/net/fetch.ts'
import { NAMES, PRIVATE, PUBLIC_LOOKALIKES, SPELLINGS, USERINFO } from './harness/addresses.ts'

/** Plays the public address of an attacker; every other one of ours is private. */
const PLAYER = '127.0.0.66'
/** The rules of the gateway, but over http too, so that it is the address that is refused. */
const RULES: Rules = {
  schemes: ANY.schemes,
  allows: address => address === PLAYER || isPublic(address)
}
/** Longer than anything but a server that means to be slow, on a machine that is busy. */
const DEADLINE_MS = 60_000
const PORTS = [22, 25, 5432, 9735]
/** A megabyte that would become a gigabyte: a file of gzip may have several members. */
const BOMB = Buffer.concat(Array(100).fill(gzipSync(Buffer.alloc(10_000_000))))

type Canary = { readonly port: number; readonly hits: string[] }

/**
 * Listens on every address of this machine, whatever its name; whom the player's name leads to is
 * served.
 */
async function canary(t: Test, answer: (path: string) => { status: number; location?: string }) {
  const hits: string[] = []
  const server = createServer((request, response) => {
    const local = (request.socket.localAddress ?? '').replace('::ffff:', '')
    if (local !== PLAYER) hits.push(`${local} ${request.headers.host ?? ''}${request.url ?? ''}`)
    const { status, location } = answer(request.url ?? '')
    response.writeHead(status, { connection: 'close', ...(location && { location }) }).end('x')
  })
  return { hits, port: await listening(t, server) } satisfies Canary
}

async function listening(t: Test, server: Server): Promise<number> {
  await once(server.listen(0, '::'), 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

function client(
  t: Test,
  resolve: (host: string) => Promise<readonly string[]>,
  deadlineMs = DEADLINE_MS
): Fetch {
  const guarded = guardedFetch({ rules: RULES, resolve, deadlineMs })
  t.teardown(() => guarded.close())
  return guarded.fetch
}

/** How a request ends, and that it does. */
async function ending(fetch: Fetch, url: string): Promise<string | number> {
  return fetch(url).then(
    ({ status }) => status,
    (error: unknown) => (error instanceof NetError ? error.why : `thrown: ${String(error)}`)
  )
}

const HOSTS = [...SPELLINGS, ...PRIVATE]

test('there are three hundred addresses, each another', t => {
  const all = [...HOSTS, ...NAMES, ...USERINFO]
  t.equal(new Set(all).size, all.length)
  t.ok(all.length >= 300, `${all.length}`)
  t.end()
})

test('none is reached by its address', async t => {
  const { port, hits } = await canary(t, () => ({ status: 200 }))
  const fetch = client(t, host => Promise.reject(new Error(`no such name: ${host}`)))
  for (const host of HOSTS) {
    t.match(await ending(fetch, `http://${host}:${port}/`), /forbidden/, host)
  }
  for (const target of USERINFO) {
    t.match(await ending(fetch, target.replace('PORT', `${port}`)), /forbidden/, target)
  }
  for (const at of PORTS) {
    t.equal(await ending(fetch, `http://127.0.0.1:${at}/`), 'forbidden', `port ${at}`)
  }
  t.same(hits, [])
})

test('none is reached by a redirect, of whatever kind, chained or in a loop', async t => {
  const { port, hits } = await canary(t, path => {
    const [, status = '', at = ''] = path.split('/')
    // Headers are bytes: what is not ASCII goes as UTF-8.
    const location = Buffer.from(decodeURIComponent(at)).toString('latin1')
    return { status: Number(status), location }
  })
  const fetch = client(t, () => Promise.resolve([PLAYER]))
  const kinds = [301, 302, 303, 307, 308]
  for (const [n, host] of HOSTS.entries()) {
    const to = encodeURIComponent(`http://${host}:${port}/`)
    const kind = kinds[n % kinds.length] ?? 302
    const url = `http://attacker.example:${port}/${kind}/${to}`
    t.equal(await ending(fetch, url), kind, host)
  }
  const elsewhere = ['file:///etc/passwd', 'gopher://127.0.0.1/', 'http://attacker.example/302/']
  for (const target of elsewhere) {
    const url = `http://attacker.example:${port}/302/${encodeURIComponent(target)}`
    t.equal(await ending(fetch, url), 302, `${target} is handed back`)
  }
  t.same(hits, [])
})

test('none is reached by a name: at once, after it was public, or beside a public one', async t => {
  const { port, hits } = await canary(t, () => ({ status: 200 }))
  for (const [n, address] of PRIVATE.entries()) {
    const bare = address.replace(/^\[|\]$/g, '')
    const always = client(t, () => Promise.resolve([bare]))
    t.equal(await ending(always, `http://bait${n}.example:${port}/`), 'forbidden', address)
    let asked = 0
    const turning = client(t, () => Promise.resolve(asked++ === 0 ? [PLAYER] : [bare]))
    t.equal(await ending(turning, `http://turn${n}.example:${port}/`), 200, 'the player answers')
    t.equal(await ending(turning, `http://turn${n}.example:${port}/`), 'forbidden', address)
    const set = n % 2 === 0 ? [PLAYER, bare] : [bare, PLAYER]
    const mixed = client(t, () => Promise.resolve(set))
    t.equal(await ending(mixed, `http://both${n}.example:${port}/`), 'forbidden', address)
  }
  for (const name of NAMES) {
    const local = client(t, () => Promise.resolve(['127.0.0.1']))
    t.equal(await ending(local, `http://${name}:${port}/`), 'forbidden', name)
  }
  t.same(hits, [])
})

test('what only looks private is not refused for its looks', t => {
  for (const address of PUBLIC_LOOKALIKES) t.ok(isPublic(address), address)
  t.end()
})

test('whoever answers drip by drip, without end, compressed or with a flood of headers ends in time', async t => {
  const answers: Record<string, (response: ServerResponse) => void> = {
    drip: response => {
      const timer = setInterval(() => response.write('x'), 50)
      response.on('close', () => clearInterval(timer))
    },
    'headers that drip': ({ socket }) => {
      socket?.write('HTTP/1.1 200 OK\r\nx-long: ')
      const timer = setInterval(() => socket?.write('x'), 50)
      socket?.on('close', () => clearInterval(timer))
    },
    endless: response => {
      const pour = (): void => {
        while (response.write(Buffer.alloc(65_536)));
      }
      response.on('drain', pour)
      pour()
    },
    'a gigabyte announced': response =>
      response.writeHead(200, { 'content-length': 1e9 }).write('x'),
    bomb: response => {
      response.setHeader('content-encoding', 'gzip').end(BOMB)
    },
    brotli: response => response.setHeader('content-encoding', 'br').end('x'),
    'a flood of headers': ({ socket }) => {
      socket?.write('HTTP/1.1 200 OK\r\n')
      socket?.write(Array.from({ length: 1_000_000 }, (_, n) => `x-${n}: x\r\n`).join(''))
    }
  }
  const server = createServer((request, response) =>
    answers[decodeURIComponent(request.url?.slice(1) ?? '')]?.(response)
  )
  const port = await listening(t, server)
  const player = () => Promise.resolve([PLAYER])
  const [patient, brief] = [client(t, player), client(t, player, 3_000)]
  const endings = await Promise.all(
    Object.keys(answers).map(async name => [
      name,
      await ending(
        name.includes('drip') ? brief : patient,
        `http://slow.example:${port}/${encodeURIComponent(name)}`
      )
    ])
  )
  t.same(Object.fromEntries(endings), {
    drip: 'timeout',
    'headers that drip': 'timeout',
    endless: 'too_large',
    'a gigabyte announced': 'too_large',
    bomb: 'too_large',
    brotli: 'too_large',
    'a flood of headers': 'too_large'
  })
})
