// Reads postmaster.pid of a data folder and checks whether it is still true: the pid may have been
// reused by another process.
import { readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'

export type Postmaster =
  | { readonly is: 'none' }
  | { readonly is: 'foreign'; readonly pid: number }
  | { readonly is: 'busy'; readonly pid: number; readonly status: string }
  | { readonly is: 'ready'; readonly pid: number; readonly port: number }

/** 'foreign': the process lives, but is not a PostgreSQL of this folder. */
export async function observePostmaster(data: string): Promise<Postmaster> {
  const lines = await readPidFile(data)
  const pid = Number(lines[0])
  // 0 and negative numbers would address process groups.
  if (!Number.isSafeInteger(pid) || pid < 2 || !isAlive(pid)) return { is: 'none' }
  if (!(await livesIn(data, pid))) return { is: 'foreign', pid }
  const port = Number(lines[3])
  const status = lines[7]?.trim() ?? 'starting'
  return status === 'ready' && port > 0 ? { is: 'ready', pid, port } : { is: 'busy', pid, status }
}

export const pidFile = (data: string): string => join(data, 'postmaster.pid')

/**
 * PostgreSQL's working directory is its data folder; a zombie has none. Visible on Linux only;
 * elsewhere the login has to tell.
 */
export async function livesIn(data: string, pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return isAlive(pid)
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === data
  } catch {
    return false
  }
}

async function readPidFile(data: string): Promise<readonly string[]> {
  try {
    return (await readFile(pidFile(data), 'utf8')).split('\n')
  } catch {
    return []
  }
}

/** A process of another user (EPERM) is not ours, and PostgreSQL treats it so too. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
