// The house in a folder of its own: it stays as it is while others work
// on the checkout, and may be spoilt there for a test.
import { chmod, cp, mkdir, symlink } from 'node:fs/promises'
import { join, sep } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const PARTS = ['package.json', 'src', 'schemas', 'openapi', 'test/crash/harness'] as const

/** @param lapps the only ones there: each costs a process at every start */
export async function copyHouse(to: string, lapps: readonly string[]): Promise<string> {
  await mkdir(to, { recursive: true })
  // LApps run as somebody else, who must be able to read them.
  await chmod(to, 0o755)
  for (const part of [...PARTS, ...lapps.map(lapp => `lapps/${lapp}`)]) {
    await cp(join(ROOT, part), join(to, ...part.split('/')), { recursive: true })
  }
  await symlink(join(ROOT, 'node_modules'), `${to}${sep}node_modules`)
  return to
}
