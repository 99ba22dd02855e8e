// The gateway as a stranger starts it: a process of its own in a
// folder of its own, and what may be done to it from outside.
import { spawn, type ChildProcess } from 'node:child_process'
import { randomInt, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { stopPostgres } from '../../../src/db/embedded/postgres.ts'
import type { Provision } from '../../../src/app/provision.ts'
import { createDatabase } from '../../harness/database.ts'

const ROOT = join(import.meta.dirname, '../../..')
export const MAIN = join(ROOT, 'src/main.ts')

export type Place = {
  readonly dir: string
  readonly port: number
  /** Without one it embeds a PostgreSQL of its own, as a newcomer's does. */
  readonly database?: string
}
export type Pids = {
  readonly gateway: number
  readonly node: number | null
  readonly postgres: number | null
}
export type Answer = {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly headers: Headers
}
type Asked = {
  readonly key?: string
  readonly idem?: string
  readonly wait?: number
  /** The sub-account that it is done for. */
  readonly as?: string
  /** The address that it comes from: for a gateway whose `TRUST_PROXY` is this machine. */
  readonly from?: string
}

export type Running = Place & {
  readonly child: ChildProcess
  /** Both streams, as they are now. */
  readonly said: () => string
  /** The exit code, or the signal's name. */
  readonly ended: Promise<number | string>
}
export type Started = Running & {
  readonly url: string
  readonly key: string
  readonly account: string
  readonly ask: (method: string, path: string, body?: object, how?: Asked) => Promise<Answer>
}

/** With a copy of the template, which is there at once. */
export async function place(t: Test): Promise<Place> {
  const database = await createDatabase(t)
  return { ...(await newcomer(t)), database }
}

/** A folder whose every process has ended when `t` has. */
export async function newcomer(t: Test, within = tmpdir()): Promise<Place> {
  const dir = await mkdtemp(join(within, 'lapp-e2e-'))
  t.teardown(async () => {
    for (const pid of Object.values(pidsOf(dir) ?? {})) if (pid !== null) kill(pid)
    await stopPostgres(join(dir, 'postgres'))
    await rm(dir, { recursive: true, force: true })
  })
  return { dir, port: await freePort() }
}

export function run(place: Place, env: Env = {}, command = OURS): Running {
  const { dir, port, database } = place
  const [program = '', ...rest] = command
  const child = spawn(program, rest, {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      DATA_DIR: dir,
      PORT: String(port),
      LOG_LEVEL: 'warn',
      // However late the machine of the tests is, it is no load of theirs.
      SHED_LATE_MS: '600000',
      // Each is a process to start; who needs the others says so (`ALL_LAPPS`).
      LAPPS: 'echo,lnsms',
      ...(database !== undefined && { DATABASE_URL: database }),
      ...env
    },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
  return { ...place, child, said: () => said, ended }
}

export type Env = Readonly<Record<string, string>>
/** As without the variable. */
export const ALL_LAPPS: Env = { LAPPS: '' }
/** As `npm start` does, and from the first moment: collecting garbage took a tenth of a start. */
const MEMORY = ['--min-semi-space-size=16', '--max-semi-space-size=64']
export const OURS: readonly string[] = [
  ...[process.execPath, ...MEMORY],
  ...[join(ROOT, 'src/guard.js'), MAIN]
]

/** Returns once it is ready. */
export async function start(at: Place, env: Env = {}, command = OURS): Promise<Started> {
  const running = run(at, env, command)
  const url = `http://127.0.0.1:${at.port}`
  const { child } = running
  while (
    !(await fetch(`${url}/health/ready`).then(
      answer => answer.ok,
      () => false
    ))
  ) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(running.said())
    await sleep(50)
  }
  const { api_key: key, account_id: account } = told(at.dir) ?? { api_key: '', account_id: '' }
  return { ...running, url, key, account, ask: asking(url, key) }
}

export const told = (dir: string): Provision | undefined =>
  read(dir, 'sandbox.json') as Provision | undefined
export const pidsOf = (dir: string): Pids | undefined => read(dir, 'pids.json') as Pids | undefined

function read(dir: string, name: string): unknown {
  try {
    return JSON.parse(readFileSync(join(dir, name), 'utf8')) as unknown
  } catch {
    return undefined
  }
}

export const asking =
  (url: string, own: string): Started['ask'] =>
  async (method, path, body, { key = own, idem = randomUUID(), wait, as, from } = {}) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        'idempotency-key': idem,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(wait !== undefined && { prefer: `wait=${wait}` }),
        ...(as !== undefined && { 'gateway-account': as }),
        ...(from !== undefined && { 'x-forwarded-for': from })
      },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    const text = await answer.text()
    return {
      status: answer.status,
      headers: answer.headers,
      body: text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : {}
    }
  }

export function kill(pid: number | null | undefined, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    if (typeof pid === 'number' && pid > 1) process.kill(pid, signal)
  } catch {
    // It has ended.
  }
}

/** A zombie counts as dead: whoever would reap it may be anybody. */
export function lives(pid: number | null | undefined): boolean {
  if (typeof pid !== 'number') return false
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return !/^\d+ \(.*\) [ZX]/s.test(stat)
  } catch {
    return false
  }
}

export async function until<T>(
  look: () => Promise<T | undefined> | T | undefined,
  patienceMs = 30_000
): Promise<T> {
  const limit = performance.now() + patienceMs
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (performance.now() > limit)
      throw new Error(`not within ${patienceMs} ms: ${look.toString()}`)
    await sleep(50)
  }
}

export async function freePort(): Promise<number> {
  // Below what the kernel gives to connections that go out: those would take it before it is used.
  const port = randomInt(20_000, 32_000)
  const server = createServer().listen(port, '127.0.0.1')
  const isFree = await once(server, 'listening').then(
    () => true,
    () => false
  )
  if (!isFree) return freePort()
  await new Promise(done => server.close(done))
  return port
}
