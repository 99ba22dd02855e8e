import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import pino from 'pino'
import { test } from 'tap'
import { ConfigError, readConfig } from '../../src/config.ts'
import { whereToListen } from '../../src/app/listen.ts'
import { openMetrics } from '../../src/app/open-metrics.ts'
import { freePort } from '../e2e/harness/place.ts'

const REAL = { LIGHTNING_RPC: '/x/lightning-rpc' }
const at = async (env: Record<string, string>) => whereToListen(readConfig({ PORT: '0', ...env }))

test('a sandbox listens on loopback, or where SANDBOX_PUBLIC=true says that it may', async t => {
  for (const HOST of ['127.0.0.1', '127.0.0.9', 'localhost'])
    t.match(await at({ HOST }), { loopback: true }, HOST)
  for (const HOST of ['0.0.0.0', '::', '192.0.2.7', 'gateway.example', 'localhost.example']) {
    await t.rejects(at({ HOST }), ConfigError, HOST)
    await t.rejects(at({ HOST }), { message: /^HOST must be .*SANDBOX_PUBLIC=true[^\n]*$/ })
  }
  t.match(await at({ HOST: '0.0.0.0', SANDBOX_PUBLIC: 'true' }), { loopback: false })
})

test('a gateway on a real node listens where it is told to', async t => {
  t.match(await at({ ...REAL, HOST: '0.0.0.0' }), { loopback: false })
  t.match(await at(REAL), { loopback: true })
})

test('a port for the metrics that is taken stops the start, with its name', async t => {
  const other = createServer().listen(0, '127.0.0.1')
  t.teardown(() => other.close())
  await once(other, 'listening')
  const METRICS_PORT = String((other.address() as AddressInfo).port)
  await t.rejects(at({ METRICS_PORT }), { message: new RegExp(`METRICS_PORT=\\d+\\.$`) })
  t.throws(() => readConfig({ PORT: '3000', METRICS_PORT: '3000' }), {
    message: /^METRICS_PORT must be another port than PORT/
  })
})

test('the metrics without a key are on loopback alone', async t => {
  const port = await freePort()
  const ends: (() => Promise<unknown>)[] = []
  await openMetrics(port, async () => Promise.resolve('up 1'), pino({ level: 'silent' }), ends)
  t.teardown(async () => Promise.all(ends.map(async end => end())))
  t.equal(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text(), 'up 1')
  // Whoever listens on all addresses of the machine is reached at this one as well.
  await t.rejects(fetch(`http://127.0.0.2:${port}/metrics`))
})
