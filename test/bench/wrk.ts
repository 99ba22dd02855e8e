// The same load by wrk: requests made beforehand, gone through in turn,
// each with an Idempotency-Key of its own.
import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Load, Measured, Request } from './load.ts'

export const hasWrk = spawnSync('wrk', ['-v']).error === undefined

/** Requests with long bodies are few, so that Lua keeps them easily. */
const BYTES = 4_000_000
const MOST = 5_000

/** Each wish is what comes before its key, and what comes after. */
const SCRIPT = `
local n, wishes = 0, dofile(os.getenv('WISHES'))
request = function()
  n = n + 1
  local wish = wishes[1 + n % #wishes]
  return wish[1] .. os.getenv('RUN') .. n .. wish[2]
end
done = function(summary, latency)
  local bad = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format('\\n{"requests":%d,"micros":%d,"p50":%d,"p99":%d,"refused":%d,"broken":%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    summary.errors.status, bad))
end
`

export async function loadByWrk({ port, connections, seconds, next }: Load): Promise<Measured> {
  const dir = await mkdtemp(join(tmpdir(), 'bench-wrk-'))
  try {
    const [script, wishes] = [join(dir, 'load.lua'), join(dir, 'wishes.lua')]
    await writeFile(script, SCRIPT)
    await writeFile(wishes, `return {${prepared(next).join()}}`)
    const flags = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '-s', script]
    const env = { ...process.env, WISHES: wishes, RUN: `${crypto.randomUUID()}-` }
    const url = `http://127.0.0.1:${port}`
    const { stdout } = await promisify(execFile)('wrk', [...flags, '--timeout', '30s', url], {
      env
    })
    return read(stdout)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

function prepared(next: (n: number) => Request): readonly string[] {
  const made: string[] = []
  for (let bytes = 0; bytes < BYTES && made.length < MOST;) {
    const [before, after] = text(next(made.length))
    // Lua reads a JSON string of ASCII as one of its own.
    made.push(`{${JSON.stringify(before)},${JSON.stringify(after)}}`)
    bytes += before.length + after.length
  }
  return made
}

function text({ path, key, body }: Request): readonly [string, string] {
  const first = `${body === undefined ? 'GET' : 'POST'} ${path} HTTP/1.1`
  const length = body === undefined ? '' : `\r\ncontent-length: ${Buffer.byteLength(body)}`
  const type = 'content-type: application/json'
  return [
    `${first}\r\nhost: localhost\r\nauthorization: Bearer ${key}\r\n${type}${length}\r\nidempotency-key: `,
    `\r\n\r\n${body ?? ''}`
  ]
}

type Told = Readonly<Record<'requests' | 'micros' | 'p50' | 'p99' | 'refused' | 'broken', number>>

function read(stdout: string): Measured {
  const told = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Told
  return {
    perSecond: Math.round((told.requests * 1e6) / told.micros),
    p50Ms: told.p50 / 1000,
    p99Ms: told.p99 / 1000,
    statuses: { good: told.requests - told.refused, refused: told.refused, broken: told.broken }
  }
}
