// Starts the sandbox's process for a gateway, or adopts the one that an earlier gateway left
// running.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { AppError } from '../core/errors.ts'
import { SOURCE_EXTENSION } from '../core/source-extension.ts'
import type { Whoami } from './control.ts'
import { endRunning, findRunning, type Paths } from './running.ts'
import { socketsOf } from './sockets-folder.ts'
import { programVersion } from './version.ts'

export type Sandbox = Paths &
  Pick<Whoami, 'pid' | 'shops' | 'doors' | 'telegram'> & {
    readonly runs: () => Promise<boolean>
    /** Ends the process cleanly, adopted or not. */
    stop(): Promise<void>
  }

const PROGRAM = ['../guard.js', `main${SOURCE_EXTENSION}`].map(path =>
  fileURLToPath(new URL(path, import.meta.url))
)
/** Generous, for a busy machine: it only decides when to give up. */
const READY_MS = 60_000
const POLL_MS = 25

/** `dir` is the sandbox's own folder; the same folder always has the same network. */
export type StartSandbox = (at: { readonly dir: string }) => Promise<Sandbox>

export const startSandbox: StartSandbox = async ({ dir }) => {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const paths = socketsOf(dir)
  const running = await adoptable(dir, paths)
  const runs = async (): Promise<boolean> => (await findRunning(dir, paths)) !== undefined
  if (running) return { ...running, ...paths, runs, stop: () => endRunning(dir, paths) }
  const child = start(dir, paths)
  const ready = await untilReady(dir, paths, child)
  const stop = async () => {
    await endRunning(dir, paths)
    // If our own child does not even respond any more, it is killed by its handle.
    if (isAlive(child)) {
      child.ref()
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
    }
  }
  return { ...ready, ...paths, runs, stop }
}

/**
 * The process left by an earlier gateway. One of another version may lack what is needed now: it is
 * identified by its id and ended; all its state is in the folder.
 */
async function adoptable(dir: string, paths: Paths): Promise<Whoami | undefined> {
  const running = await findRunning(dir, paths)
  if (running === undefined || running.version === programVersion()) return running
  await endRunning(dir, paths)
  return undefined
}

const logOf = (dir: string): string => join(dir, 'sandbox.log')

function start(dir: string, { rpcPath, controlPath }: Paths): ChildProcess {
  const log = openSync(logOf(dir), 'a')
  const args = [...PROGRAM, '--dir', dir, '--rpc', rpcPath, '--control', controlPath]
  // A session of its own: a Ctrl-C at the gateway does not reach it, and it outlives the gateway.
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  child.unref()
  return child
}

async function untilReady(dir: string, paths: Paths, child: ChildProcess): Promise<Whoami> {
  const until = Date.now() + READY_MS
  while (isAlive(child) && Date.now() < until) {
    const ready = await findRunning(dir, paths)
    if (ready && ready.pid === child.pid) return ready
    await sleep(POLL_MS)
  }
  const lines = readFileSync(logOf(dir), 'utf8').split('\n')
  const why = lines.findLast(line => /^\w*Error\b/.test(line)) ?? logOf(dir)
  throw new AppError('not_ready', `The make-believe network did not start: ${why}`)
}

const isAlive = (child: ChildProcess): boolean =>
  child.exitCode === null && child.signalCode === null
