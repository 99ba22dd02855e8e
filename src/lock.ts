// One gateway per DATA_DIR: a lock that the system
// takes back when its holder dies, whatever it dies of.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export type Lock = { readonly release: () => void }

/**
 * undefined: another process holds it. SQLite's file
 * lock serves, since Node has no flock of its own.
 */
export function takeLock(dir: string): Lock | undefined {
  mkdirSync(dir, { recursive: true, mode: 0o755 })
  const file = new DatabaseSync(join(dir, 'lock'))
  try {
    file.exec('pragma journal_mode = memory; begin exclusive')
  } catch {
    file.close()
    return undefined
  }
  return { release: () => file.close() }
}
