// How a LApp's process is started: with nothing in its
// environment, and what it may read named file by file.
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type { Identity } from './identity.ts'

export type Child = ChildProcessByStdio<Writable, Readable, Readable>

const HERE = import.meta.dirname
const CONTRACT = join(HERE, '../contract')
const CORE = join(HERE, '../../core')
const CHILD = join(HERE, 'child.ts')
const KY = dirname(findPackageJSON('ky', import.meta.url) ?? HERE)
const ROOT_PACKAGE = resolve(HERE, '../../../package.json')

/**
 * Bounds that the kernel keeps: no core dumps, 1 GB of data (V8 alone asks for half of
 * it), 600 s of processor time, which ends an endless loop even where the gateway is
 * dead. `env -i`, since the shell exports PWD, and who traces children NODE_OPTIONS.
 */
const START =
  '{ ulimit -c 0; ulimit -d 1048576; ulimit -t 600; } 2>/dev/null; exec /usr/bin/env -i "$@"'

const FLAGS = [
  // Else a node_modules that is a link would have to be readable as a whole.
  '--preserve-symlinks',
  '--permission',
  '--disallow-code-generation-from-strings',
  '--disable-proto=delete',
  '--max-old-space-size=96'
]

/** All that has to be readable for whoever the process runs as. */
export const filesFor = (folder: string): string[] => [
  process.execPath,
  CHILD,
  join(CORE, 'msat.ts'),
  join(CONTRACT, 'define.ts'),
  join(KY, 'package.json'),
  ROOT_PACKAGE,
  join(folder, 'index.ts')
]

/** @param program what to run instead of the LApp, for a test that tries the walls */
export function launch(folder: string, identity: Identity | undefined, program = CHILD): Child {
  const readable = [folder, HERE, CONTRACT, CORE, KY, ROOT_PACKAGE, program]
  const allowed = readable.filter(existsSync).map(path => `--allow-fs-read=${path}`)
  const node = [process.execPath, ...FLAGS, ...allowed, program]
  return spawn('/bin/sh', ['-c', START, 'sh', ...node], {
    env: {},
    cwd: '/',
    // A Ctrl-C is for the gateway, which ends its LApps when nobody waits for them any more.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...identity
  })
}
