// Where a gateway of the tests lives: a folder, a port, a database, and the processes it has there.
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { stopPostgres } from '../../../src/db/embedded/postgres.ts'
import type { Provision } from '../../../src/app/provision.ts'
import { createDatabase } from '../../harness/database.ts'

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

export type Env = Readonly<Record<string, string>>
/** As without the variable. */
export const ALL_LAPPS: Env = { LAPPS: '' }
export const ECHO: Env = { LAPPS: 'echo' }
/** What sends text messages. */
export const LNSMS: Env = { LAPPS: 'lnsms' }
export const ECHO_AND_LNSMS: Env = { LAPPS: 'echo,lnsms' }

/** What a gateway is told there, unless a test says otherwise. */
export const environment = ({ dir, port, database }: Place): Env => ({
  DATA_DIR: dir,
  PORT: String(port),
  LOG_LEVEL: 'warn',
  // However late the machine of the tests is, it is no load of theirs.
  SHED_LATE_MS: '600000',
  // For processes, which know no way to have none; who needs another says so.
  LAPPS: 'echo',
  ...(database === undefined ? undefined : { DATABASE_URL: database })
})

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

export function kill(pid: number | null | undefined, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    // A composed gateway is the test itself.
    if (typeof pid === 'number' && pid > 1 && pid !== process.pid) process.kill(pid, signal)
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
