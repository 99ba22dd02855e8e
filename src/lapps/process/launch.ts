// Starts a LApp's process: with an empty environment, and read access to named files only.
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { SOURCE_EXTENSION } from '../../core/source-extension.ts'
import { indexOf } from '../contract/index-of.ts'
import type { Identity } from './identity.ts'
import { sourcesIn, untyped, type Modules } from './untyped.ts'

export type Child = ChildProcessByStdio<Writable, Readable, Readable>

const HERE = import.meta.dirname
const CONTRACT = join(HERE, '../contract')
const CORE = join(HERE, '../../core')
const START_FILE = join(HERE, 'start.js')
const CHILD = join(HERE, `child${SOURCE_EXTENSION}`)
/** Every module of ours that the process loads. */
const OWN = [
  CHILD,
  ...['child-http', 'lines', 'lock'].map(name => join(HERE, `${name}${SOURCE_EXTENSION}`)),
  ...['define', 'invoice-amount'].map(name => join(CONTRACT, `${name}${SOURCE_EXTENSION}`)),
  ...['msat', 'source-extension'].map(name => join(CORE, `${name}${SOURCE_EXTENSION}`))
]
const KY = dirname(findPackageJSON('ky', import.meta.url) ?? HERE)
const ROOT_PACKAGE = resolve(HERE, '../../../package.json')

/**
 * Limits enforced by the kernel: no core dumps, 1 GB of data (V8 alone reserves half of it), 600 s
 * of processor time, which ends an endless loop even if the gateway is dead. `env -i`, since the
 * shell exports PWD, and tools that trace children set NODE_OPTIONS.
 */
const START =
  '{ ulimit -c 0; ulimit -d 1048576; ulimit -t 600; } 2>/dev/null; exec /usr/bin/env -i "$@"'

const FLAGS = [
  // Otherwise a symlinked node_modules would have to be readable as a whole.
  '--preserve-symlinks',
  '--permission',
  '--disallow-code-generation-from-strings',
  '--disable-proto=delete',
  '--max-old-space-size=96'
]

/** All files that the process's user must be able to read. */
export const filesFor = (folder: string): string[] => [
  process.execPath,
  START_FILE,
  ...OWN,
  join(KY, 'package.json'),
  ROOT_PACKAGE,
  indexOf(folder)
]

/** @param program runs instead of the LApp, for a test of the sandbox */
export function launch(folder: string, identity: Identity | undefined, program = CHILD): Child {
  const readable = [folder, HERE, CONTRACT, CORE, KY, ROOT_PACKAGE, program]
  const allowed = readable.filter(existsSync).map(path => `--allow-fs-read=${path}`)
  const node = [process.execPath, ...FLAGS, ...allowed, START_FILE, pathToFileURL(program).href]
  const child = spawn('/bin/sh', ['-c', START, 'sh', ...node], {
    env: {},
    cwd: '/',
    // Ctrl-C is meant for the gateway, which ends its LApps when no call needs them any more.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    ...identity
  })
  // Where file descriptors have run out it has no pipes, and says so only later.
  if ((child.stdio as unknown) === undefined) {
    child.on('error', () => undefined)
    throw new Error('too many files are open (EMFILE)')
  }
  const modules = child.stdio[3] as Writable
  // Whoever waits for the process sees its end elsewhere.
  modules.on('error', () => undefined)
  modules.end(JSON.stringify({ ...(own ??= ofHouse()), ...untyped(sourcesIn(folder)) }))
  return child
}

let own: Modules | undefined

/** None in the npm package, where they are JavaScript. */
const ofHouse = (): Modules => (SOURCE_EXTENSION === '.ts' ? untyped(OWN) : {})
