// CLNRest behind TLS, as it comes: with certificates of its own (CLNREST_CA), for `cln` and
// `localhost`. A door that is not the one is told nothing.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'tap'
import { clnrest } from '../../src/lightning/clnrest.ts'

const file = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'fixtures/tls', name), 'utf8')

test('only a door that its certificate authority vouches for hears the rune', async t => {
  const heard: unknown[] = []
  // Made for this test and good for nothing else.
  const tls = { cert: file('server.pem'), key: file('server-key.pem') }
  const server = createServer(tls, (request, response) => {
    heard.push(request.headers['rune'])
    request.resume().on('end', () => response.writeHead(201).end('{"id":"02"}'))
  })
  server.on('tlsClientError', () => undefined)
  await once(server.listen(0, 'localhost'), 'listening')
  const { port, family, address } = server.address() as AddressInfo
  t.teardown(() => server.close())
  const ask = async (host: string, ca: string | undefined, long = false) => {
    const door = clnrest({ url: `https://${host}:${port}/`, rune: 'r', ca })
    const answer = await door.call('getinfo', {}, { long, timeoutMs: 10_000 })
    await door.close()
    return answer
  }
  const literal = family === 'IPv6' ? `[${address}]` : address
  for (const long of [false, true]) {
    heard.length = 0
    const good = await ask('localhost', file('ca.pem'), long)
    t.match(good, { is: 'result', result: { id: '02' } })
    t.strictSame(heard, ['r'])
    t.match(await ask('localhost', undefined, long), { is: 'unsent', why: /certificate/ })
    t.match(await ask(literal, file('ca.pem'), long), { is: 'unsent', why: /altnames|IP/ })
    t.strictSame(heard, ['r'], 'the others heard nothing')
  }
})
