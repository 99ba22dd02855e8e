// The embedded PostgreSQL: starts it in `dir`, or adopts the one that is still running there.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { AppError } from '../../core/errors.ts'
import { tryPort } from '../../core/try-port.ts'
import { findPostgres } from './binaries.ts'
import { ensureCluster, type Home } from './cluster.ts'
import { login } from './login.ts'
import { mustBeOfMajor } from './major-version.ts'
import { livesIn, observePostmaster, pidFile } from './postmaster.ts'
import { ENVIRONMENT, unprivileged } from './privileges.ts'

export type Postgres = {
  readonly url: string
  readonly port: number
  readonly pid: number
  readonly runs: () => Promise<boolean>
  /** Whether it was running already. */
  readonly adopted: boolean
  /**
   * Fast shutdown: open transactions are rolled back, everything committed is on disk. Resolves
   * when it has ended.
   */
  readonly stop: () => Promise<void>
}

export type Options = {
  /** Used by us alone; the caller ensures that only one gateway at a time starts here. */
  readonly dir: string
  readonly log: (line: string) => void
  /** The port to listen on; any free one if not given. */
  readonly port?: number
  /** Replaces SETTINGS, for data that need not survive a crash. */
  readonly settings?: Readonly<Record<string, string>>
}

/** Every acknowledged write is on disk; statements are logged without their values. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  jit: 'off',
  timezone: 'UTC',
  log_checkpoints: 'off',
  log_error_verbosity: 'terse'
} as const

const PATIENCE_MS = 30_000
const PACE_MS = 100
/** More than a shutdown takes. */
const END_MS = 10_000

export async function startPostgres(options: Options): Promise<Postgres> {
  const { dir, log, settings = {} } = options
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const root = await realpath(dir)
  const postgres = await findPostgres()
  const way = await unprivileged(root, postgres)
  const home = await ensureCluster(root, way, log)
  await mustBeOfMajor(home.data, postgres)
  const launch = async (): Promise<ChildProcess> => {
    // If somebody else takes it before PostgreSQL does, the next attempt finds another.
    const port = options.port ?? (await tryPort('127.0.0.1', 0)).port
    const all = { ...SETTINGS, ...settings, port: String(port) }
    const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    return detach([...way, postgres, '-D', home.data, ...flags], home)
  }
  const { port, pid, adopted } = await bringUp(home, launch)
  log(`PostgreSQL ${adopted ? 'adopted' : 'started'}, process ${pid}`)
  const url = `postgres://lapp:${home.password}@127.0.0.1:${port}/lapp`
  const runs = (): Promise<boolean> => livesIn(home.data, pid)
  return { url, port, pid, adopted, runs, stop: async () => end(home.data, pid) }
}

/** Stops the server running in `dir`, if there is one, without having started it. */
export async function stopPostgres(dir: string): Promise<void> {
  const data = join(dir, 'data')
  const seen = await observePostmaster(data)
  if (seen.is === 'ready' || seen.is === 'busy') await end(data, seen.pid)
}

/**
 * Retries until our postmaster answers. After `kill -9` of the postmaster alone its children may
 * hold the shared memory for a while; PostgreSQL then refuses to start, and is started again. Waits
 * for recovery as long as it takes.
 */
async function bringUp(
  home: Home,
  launch: () => Promise<ChildProcess>
): Promise<{ readonly port: number; readonly pid: number; readonly adopted: boolean }> {
  let child: ChildProcess | undefined
  let left = PATIENCE_MS
  let why = 'it ends at once'
  for (; left > 0; left -= PACE_MS) {
    const seen = await observePostmaster(home.data)
    if (seen.is === 'ready') {
      const answer = await login(seen.port, home)
      if (answer.is === 'ours') return { ...seen, adopted: child?.pid !== seen.pid }
      why = answer.detail
    } else if (seen.is === 'busy') {
      left += PACE_MS
      if (seen.status === 'stopping') await end(home.data, seen.pid)
    } else if (child === undefined || hasEnded(child)) {
      // PostgreSQL trusts any living pid in postmaster.pid, so an unrelated process with that pid
      // would keep it from starting for ever. Children of the last postmaster are still protected:
      // their shared memory is found by the folder, not by this file.
      if (seen.is === 'foreign') await rm(pidFile(home.data), { force: true })
      child = await launch()
    }
    await setTimeout(PACE_MS)
  }
  child?.kill('SIGINT')
  const detail = `The embedded PostgreSQL does not start (${why}; see ${home.log}): mend it, or set DATABASE_URL to a PostgreSQL of yours.`
  throw new AppError('not_ready', detail)
}

/** In its own process session: neither Ctrl-C nor the end of the gateway reaches it. */
async function detach(argv: readonly string[], home: Home): Promise<ChildProcess> {
  const file = await open(home.log, 'a', 0o600)
  try {
    const [command = '', ...rest] = argv
    const child = spawn(command, rest, {
      cwd: home.data,
      env: ENVIRONMENT,
      detached: true,
      stdio: ['ignore', file.fd, file.fd]
    })
    await once(child, 'spawn')
    child.unref()
    return child
  } finally {
    await file.close()
  }
}

const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null

/**
 * Between a crash and the recovery from it PostgreSQL 18 never ends a fast shutdown: it waits for
 * processes that nobody has told. An immediate one loses nothing that was committed either.
 */
async function end(data: string, pid: number): Promise<void> {
  for (let waited = 0; await livesIn(data, pid); waited += PACE_MS) {
    if (waited === 0) process.kill(pid, 'SIGINT')
    if (waited === END_MS) process.kill(pid, 'SIGQUIT')
    await setTimeout(PACE_MS)
  }
}
