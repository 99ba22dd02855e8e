// `npm run mcp:conformance`: the official conformance suite asked of POST /mcp of a sandbox of its
// own. The suite knows no keys, so that a proxy adds one.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stopPostgres } from '../../../src/db/embedded/postgres.ts'
import { freePort, kill, pidsOf } from '../../e2e/harness/place.ts'
import { start, type Started } from '../../e2e/harness/gateway.ts'

/** Fetched when it is asked for: it needs fifty megabytes, and a network. */
const SUITE = '@modelcontextprotocol/conformance@0.1.16'
const NOT_FOR_US = join(import.meta.dirname, 'not-for-us.yml')

async function proxy({ port, key }: Started): Promise<Server> {
  const server = createServer((asked, answer) => {
    const headers = { ...asked.headers, authorization: `Bearer ${key}` }
    const { method = 'GET', url: path = '/' } = asked
    const onward = request({ host: '127.0.0.1', port, method, path, headers }, got => {
      answer.writeHead(got.statusCode ?? 502, got.headers)
      got.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    asked.pipe(onward)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

const dir = await mkdtemp(join(tmpdir(), 'lapp-mcp-'))
try {
  const g = await start({ dir, port: await freePort() })
  const server = await proxy(g)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`
  const flags = ['server', '--url', url, '--expected-failures', NOT_FOR_US]
  const suite = spawn('npx', ['--yes', SUITE, ...flags], { stdio: 'inherit' })
  const [code] = (await once(suite, 'close')) as [number | null]
  process.exitCode = code ?? 1
  server.close()
  server.closeAllConnections()
  g.child.kill('SIGTERM')
  await g.ended
} finally {
  for (const pid of Object.values(pidsOf(dir) ?? {})) if (pid !== null) kill(pid)
  await stopPostgres(join(dir, 'postgres'))
  await rm(dir, { recursive: true, force: true })
}
