// Which Host headers are answered, over every kind of route.
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'tap'
import { hostNames } from '../../../src/http/wire/hosts.ts'
import { ask, gateway, sandbox } from '../fixtures/gateway.ts'

const HOSTS = hostNames('127.0.0.1', 'https://Pay.Example.com:8443/base')

const PATHS = [
  ...['/', '/docs', '/docs/static/index.html', '/openapi.json', '/health/live', '/health/ready'],
  ...['/metrics', '/v1/account', '/v1/payments/x', '/sandbox/ping', '/nothing', '/.well-known/x']
]

test('the names are those of the listening address and of PUBLIC_URL, without ports', t => {
  t.strictSame(HOSTS, ['127.0.0.1', 'pay.example.com'])
  t.strictSame(hostNames('::1', 'http://[::1]:3000'), ['[::1]', '[::1]'])
  t.strictSame(hostNames('0.0.0.0', 'nonsense'), ['0.0.0.0'])
  t.end()
})

test('another host is misdirected, whatever is asked', async t => {
  const app = await gateway(t, { hosts: HOSTS, sandbox: { routes: sandbox, apiKey: 'k' } })
  for (const host of ['evil.example', 'evil.example:3000', 'localhost.evil.example', '10.0.0.7']) {
    for (const url of PATHS) {
      const answer = await ask(app, { url, headers: { host } })
      t.equal(answer.statusCode, 421, `${host}${url}`)
      t.match(answer.json(), { code: 'misdirected', status: 421 })
      t.match(answer.headers['content-type'], 'application/problem+json')
    }
    const post = await ask(app, {
      method: 'POST',
      url: '/v1/payments',
      headers: { host },
      body: '{'
    })
    t.equal(post.statusCode, 421, 'before the body is read')
    const nobody = await ask(app, { url: '/v1/account', headers: { host, authorization: '' } })
    t.equal(nobody.statusCode, 421, 'before it is asked who that is')
  }
})

test('what merely looks like one of our names is another', async t => {
  const app = await gateway(t, { hosts: HOSTS })
  const strange = [
    ...['localhost@evil.example', 'evil.example#localhost', 'localhost/evil', 'localhost,evil'],
    ...['xlocalhost', 'localhost.', '[::1', '::1', 'localhost:80:80', 'localhost:port', ' ']
  ]
  for (const host of strange) {
    const answer = await ask(app, { url: '/v1/account', headers: { host } })
    t.equal(answer.statusCode, 421, JSON.stringify(host))
  }
})

test('this machine, the listening address and PUBLIC_URL are served, at any port', async t => {
  const app = await gateway(t, { hosts: HOSTS })
  const names = ['localhost', 'LOCALHOST', '127.0.0.1', '[::1]', 'pay.example.com']
  for (const host of names.flatMap(name => [name, `${name}:3000`, `${name}:1`])) {
    const answer = await ask(app, { url: '/v1/account', headers: { host } })
    t.equal(answer.statusCode, 200, host)
  }
})

test('a target in absolute form names the host, whatever Host says', async t => {
  const app = await gateway(t, { hosts: HOSTS })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const status = async (target: string, host: string): Promise<string> => {
    const line = connect(port, '127.0.0.1')
    line.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    return (await text(line)).split('\r\n', 1).join()
  }
  t.match(await status('http://evil.example/health/live', 'localhost'), / 421 /)
  t.match(await status('http://localhost/health/live', 'evil.example'), / 421 /)
  t.match(await status('http://localhost/health/live', 'localhost'), / 200 /)
})

test('where all addresses are listened on, the one that was reached is served', async t => {
  const app = await gateway(t, { hosts: hostNames('0.0.0.0', 'http://0.0.0.0:3000') })
  await app.listen({ host: '0.0.0.0', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const status = async (host: string): Promise<string> => {
    const line = connect(port, '127.0.0.2')
    line.write(`GET /health/live HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    return (await text(line)).split('\r\n', 1).join()
  }
  t.match(await status(`127.0.0.2:${port}`), / 200 /)
  t.match(await status('127.0.0.3'), / 421 /)
  t.match(await status('evil.example'), / 421 /)
})

test('on an address that others reach, a proxy may send any Host', async t => {
  const app = await gateway(t, { hosts: undefined })
  const answer = await ask(app, { url: '/v1/account', headers: { host: 'pay.example.com' } })
  t.equal(answer.statusCode, 200)
})
