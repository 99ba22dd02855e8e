// Allows one gateway per DATA_DIR: a file lock that the operating system releases when its holder
// dies, however it dies.
import { chmodSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { takeDataDir } from './data-dir.ts'

export type Lock = { readonly release: () => void }

/** undefined if another process holds it. Uses SQLite's file lock, since Node has no flock. */
export function takeLock(dir: string): Lock | undefined {
  takeDataDir(dir)
  keepPrivate(dir)
  const file = new DatabaseSync(join(dir, 'lock'))
  try {
    file.exec('pragma journal_mode = memory; begin exclusive')
  } catch {
    file.close()
    return undefined
  }
  return { release: () => file.close() }
}

/**
 * Makes keys and database files readable by their owner only: LApps run as other users. A folder
 * that is shared (sticky, such as /tmp) or owned by someone else stays as it is.
 */
function keepPrivate(dir: string): void {
  const { mode, uid } = statSync(dir)
  if ((mode & 0o077) !== 0 && (mode & 0o1000) === 0 && uid === process.geteuid?.()) {
    chmodSync(dir, 0o700)
  }
}
