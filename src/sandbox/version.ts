// Identifies the sandbox program by a hash of its files, so that a process left running by another
// version is detected without a version number.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export function programVersion(): string {
  const all = createHash('sha256')
  const names = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  for (const name of names.filter(one => /\.[jt]s$/.test(one)).toSorted())
    all.update(`${name}\0`).update(readFileSync(join(import.meta.dirname, name)))
  return all.digest('hex').slice(0, 16)
}
