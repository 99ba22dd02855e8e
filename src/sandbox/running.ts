// Identifies a sandbox process that is already running, and stops it.
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { askControl } from './ask-control.ts'
import { askNodeId } from './ask-node-id.ts'
import type { Whoami } from './control.ts'

export type Paths = {
  /** The `lightning-rpc` socket. */
  readonly rpcPath: string
  /** For `sandboxRoutes`. */
  readonly controlPath: string
}

const ANSWER_MS = 5_000
const STOP_MS = 5_000

/**
 * Identifies who answers on these sockets, if it is the node of this folder: by its id, never by a
 * bare pid.
 */
export async function findRunning(dir: string, paths: Paths): Promise<Whoami | undefined> {
  try {
    const ours = readFileSync(join(dir, 'node-id'), 'utf8')
    const whoami = (await askControl(paths.controlPath, 'GET', '/')) as Whoami
    const id = await askNodeId(paths.rpcPath, ANSWER_MS)
    return whoami.id === ours && id === ours ? whoami : undefined
  } catch {
    return undefined
  }
}

/** Ends it cleanly, or by force if it does not end in time; resolves when it is gone. */
export async function endRunning(dir: string, paths: Paths): Promise<void> {
  const running = await findRunning(dir, paths)
  if (!running) return
  // Its last connections close when the process is gone, which its pid would not show: it may live
  // on as a zombie.
  const gone = Promise.withResolvers<undefined>()
  const line = connect(paths.rpcPath).on('error', () => undefined)
  line.on('close', gone.resolve)
  signal(running.pid, 'SIGTERM')
  const killer = setTimeout(() => signal(running.pid, 'SIGKILL'), STOP_MS)
  await gone.promise
  clearTimeout(killer)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    // It has ended meanwhile, as intended.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
