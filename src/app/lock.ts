// One gateway per DATA_DIR: a lock that the system
// takes back when its holder dies, whatever it dies of.
import { chmodSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { takeDataDir } from './data-dir.ts'

export type Lock = { readonly release: () => void }

/**
 * undefined: another process holds it. SQLite's file
 * lock serves, since Node has no flock of its own.
 */
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
 * Keys and the database's files are for its owner alone: LApps run as other users. A
 * folder that is everybody's (sticky, such as /tmp) or another's stays as it is.
 */
function keepPrivate(dir: string): void {
  const { mode, uid } = statSync(dir)
  if ((mode & 0o077) !== 0 && (mode & 0o1000) === 0 && uid === process.geteuid?.()) {
    chmodSync(dir, 0o700)
  }
}
