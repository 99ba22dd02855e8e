// Chooses where a sandbox's sockets are: in its own folder, or in a short temporary one if the path
// would be too long.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Paths } from './running.ts'

/** sun_path of sockaddr_un on Linux, less the closing zero. */
const LONGEST_PATH = 107
const ROOM = '/lightning-rpc'.length

export function socketsOf(dir: string): Paths {
  const folder = socketsFolder(resolve(dir))
  return { rpcPath: join(folder, 'lightning-rpc'), controlPath: join(folder, 'control') }
}

/** Stable for each `dir` (an absolute path), so that a later gateway finds the sockets again. */
export function socketsFolder(dir: string, temporary = tmpdir()): string {
  if (fits(dir)) return dir
  const name = `lapp-${createHash('sha256').update(dir).digest('hex').slice(0, 16)}`
  const folder = [temporary, '/tmp'].map(base => join(base, name)).find(fits)
  assert(folder !== undefined, '/tmp is short')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { uid, mode } = lstatSync(folder)
  // Other users can write to the temporary folder too: nobody else may own or enter this one.
  assert(
    uid === process.getuid?.() && (mode & 0o170077) === 0o040000,
    `${folder} is not ours alone`
  )
  return folder
}

const fits = (dir: string): boolean => Buffer.byteLength(dir) + ROOM <= LONGEST_PATH
