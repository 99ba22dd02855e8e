// Creates the files of the embedded PostgreSQL: the password that only its owner can read, the
// data, the log. Created once, completely or not at all.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../core/errors.ts'
import { SOURCE_EXTENSION } from '../../core/source-extension.ts'
import { ENVIRONMENT } from './privileges.ts'

export type Home = { readonly data: string; readonly log: string; readonly password: string }

const INITIALISE = fileURLToPath(new URL(`initialise${SOURCE_EXTENSION}`, import.meta.url))

/** Sorts by code point: the same order on every machine, whatever its C library. */
const FLAGS = [
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8'
]

export async function ensureCluster(
  root: string,
  way: readonly string[],
  log: (line: string) => void
): Promise<Home> {
  const file = {
    data: join(root, 'data'),
    log: join(root, 'log'),
    password: join(root, 'password')
  }
  if (!existsSync(file.data)) {
    log('PostgreSQL makes its files, once')
    await keepPassword(file.password)
    await initialise(root, way, file)
  }
  return { ...file, password: await readPassword(file.password) }
}

/**
 * Built in a temporary folder and renamed: a start that was killed half-way leaves nothing that
 * looks complete.
 */
async function initialise(root: string, way: readonly string[], file: Home): Promise<void> {
  const unfinished = `${file.data}.new`
  await rm(unfinished, { recursive: true, force: true })
  await using out = await open(file.log, 'a', 0o600)
  const [command, ...rest] = [...way, process.execPath, INITIALISE]
  const child = spawn(command, [...rest, unfinished, file.password, ...FLAGS], {
    cwd: root,
    env: { ...ENVIRONMENT, TMPDIR: root },
    stdio: ['ignore', out.fd, out.fd]
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code === 0) {
    await putInPlace(unfinished, file.data)
    return
  }
  const detail = `The embedded PostgreSQL could not make its files (see ${file.log}): set DATABASE_URL to a PostgreSQL of yours.`
  throw new AppError('not_ready', detail)
}

/**
 * Syncs the new name to disk before the first write into it: if it were lost, it would look like no
 * data at all.
 */
async function putInPlace(unfinished: string, data: string): Promise<void> {
  await rename(unfinished, data)
  await using folder = await open(dirname(data))
  await folder.sync()
}

/** A full disk leaves an empty one. */
async function keepPassword(path: string): Promise<void> {
  if (existsSync(path) && (await readPassword(path)) !== '') return
  await writeFile(path, randomBytes(24).toString('hex'), { mode: 0o600, flush: true })
}

async function readPassword(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const detail = `The password of the embedded PostgreSQL cannot be read from ${path}: put the file back, or set DATABASE_URL.`
    throw new AppError('not_ready', detail, [], cause)
  }
}
