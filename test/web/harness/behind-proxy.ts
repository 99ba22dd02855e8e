// The gateway as it is reached in the world: behind a proxy with TLS, below a path of a host that
// has other things too.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Test } from 'tap'
import { place, type Env } from '../../e2e/harness/place.ts'
import { composed } from '../../e2e/harness/composed.ts'
import type { Gateway } from '../../e2e/harness/asking.ts'

const TLS = join(import.meta.dirname, '../../lightning/fixtures/tls')
const PATH = '/shop'

export type Served = Gateway & { readonly site: string }

export async function behindProxy(t: Test, env: Env = {}): Promise<Served> {
  const at = await place(t)
  const [cert, key] = ['server.pem', 'server-key.pem'].map(name => readFileSync(join(TLS, name)))
  const proxy = createServer({ cert, key }, (asked, answer) => {
    const { url = '', method, headers } = asked
    if (!url.startsWith(PATH)) return void answer.writeHead(404).end('another site')
    const path = url.slice(PATH.length) || '/'
    const on = request({ port: at.port, host: '127.0.0.1', path, method, headers }, got => {
      answer.writeHead(got.statusCode ?? 502, got.headers)
      got.pipe(answer)
    })
    on.on('error', () => answer.destroy())
    answer.on('close', () => on.destroy())
    asked.pipe(on)
  })
  await once(proxy.listen(0, 'localhost'), 'listening')
  t.teardown(() => {
    proxy.closeAllConnections()
    proxy.close()
  })
  const site = `https://localhost:${(proxy.address() as AddressInfo).port}${PATH}`
  const gateway = await composed(t, at, { PUBLIC_URL: site, ...env })
  return { ...gateway, site }
}
