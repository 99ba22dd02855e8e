// Starts the sandbox's process for a gateway, or adopts the one that a gateway before has left running.
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { AppError } from '../core/errors.ts'
import { askControl } from './ask-control.ts'
import { askNodeId } from './ask-node-id.ts'
import type { Whoami } from './control.ts'
import { socketsFolder } from './sockets-folder.ts'

export type Sandbox = {
  readonly pid: number
  /** The `lightning-rpc` socket. */
  readonly rpcPath: string
  /** For `sandboxRoutes`. */
  readonly controlPath: string
  /** LApp id → base address of its make-believe service. */
  readonly shops: Readonly<Record<string, string>>
  /** Ends the process cleanly, adopted or not. */
  stop(): Promise<void>
}

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))
const READY_MS = 20_000
const ANSWER_MS = 5_000
const STOP_MS = 5_000
const POLL_MS = 25

/** `dir` is the sandbox's own folder; the same one always finds the same network. */
export async function startSandbox({ dir }: { readonly dir: string }): Promise<Sandbox> {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const sockets = socketsFolder(resolve(dir))
  const paths = { rpcPath: join(sockets, 'lightning-rpc'), controlPath: join(sockets, 'control') }
  const { pid, shops } = (await findRunning(dir, paths)) ?? (await start(dir, paths))
  return { pid, ...paths, shops, stop: () => stop(dir, paths) }
}

type Paths = Pick<Sandbox, 'rpcPath' | 'controlPath'>

async function start(dir: string, { rpcPath, controlPath }: Paths): Promise<Whoami> {
  const logFile = join(dir, 'sandbox.log')
  const log = openSync(logFile, 'a')
  const args = [MAIN, '--dir', dir, '--rpc', rpcPath, '--control', controlPath]
  // A session of its own: a Ctrl-C at the gateway does not reach it, and it outlives the gateway.
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  child.unref()
  const until = Date.now() + READY_MS
  while (child.exitCode === null && child.signalCode === null && Date.now() < until) {
    const ready = await findRunning(dir, { rpcPath, controlPath })
    if (ready && ready.pid === child.pid) return ready
    await sleep(POLL_MS)
  }
  const why = readFileSync(logFile, 'utf8')
    .trim()
    .split('\n')
    .findLast(line => /error/i.test(line))
  throw new AppError('not_ready', `The make-believe network did not start: ${why ?? logFile}`)
}

/** Who answers behind these sockets, if it is the node of this folder: by its id, never by a bare pid. */
async function findRunning(dir: string, paths: Paths): Promise<Whoami | undefined> {
  try {
    const ours = readFileSync(join(dir, 'node-id'), 'utf8')
    const whoami = (await askControl(paths.controlPath, 'GET', '/')) as Whoami
    const id = await askNodeId(paths.rpcPath, ANSWER_MS)
    return whoami.id === ours && id === ours ? whoami : undefined
  } catch {
    return undefined
  }
}

/** `pid` is the word of the process that answered as ours, and it is asked once more before a signal is sent. */
async function stop(dir: string, paths: Paths): Promise<void> {
  const running = await findRunning(dir, paths)
  if (!running) return
  process.kill(running.pid, 'SIGTERM')
  const until = Date.now() + STOP_MS
  while (isAlive(running.pid)) {
    if (Date.now() > until) process.kill(running.pid, 'SIGKILL')
    await sleep(POLL_MS)
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
