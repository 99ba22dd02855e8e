// As whom a LApp's process runs: where the gateway may change it, as a user of its own, so
// that the kernel too keeps it from the gateway, from its files and from the other LApps.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

export type Identity = { readonly uid: number; readonly gid: number }

/** Given to nobody by systemd (uids-gids), Debian or useradd, and within every container's map. */
const FIRST = 60_600
const COUNT = 500

const NOBODY: Identity = { uid: 65_534, gid: 65_534 }

/** The next of them for each LApp; beside another gateway's only by chance the same. */
let given = process.pid

/** Who is free for the next LApp: nobody where a user namespace does not know the numbers. */
function candidates(): readonly Identity[] {
  given += 1
  const id = FIRST + (given % COUNT)
  return [{ uid: id, gid: id }, NOBODY]
}

/**
 * undefined: as the gateway itself. That is so where it may not change its user, and where another
 * could not read the files, such as a clone under a home of mode 0700. What is lost then is the
 * kernel's own refusal of files, signals and debuggers; Node's permission model and `lock.ts` stay.
 */
export function chooseIdentity(files: readonly string[]): Identity | undefined {
  if (!mayChangeUser() || !files.every(isReadableByAll)) return undefined
  return candidates().find(isPowerless)
}

const SETGID = 1n << 6n
const SETUID = 1n << 7n

/** Root has both, unless a container took them; a service may have been given them. */
export function mayChangeUser(): boolean {
  try {
    const held = capabilities(readFileSync('/proc/self/status', 'utf8'), 'Eff')
    return (held & SETGID) !== 0n && (held & SETUID) !== 0n
  } catch {
    return process.getuid?.() === 0
  }
}

const capabilities = (status: string, set: string): bigint =>
  BigInt(`0x${new RegExp(`^Cap${set}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1] ?? '0'}`)

/**
 * Tried with Node itself where the gateway is not root: capabilities that come with the program's
 * file, or are ambient, would outlive the change of the user.
 */
function isPowerless(identity: Identity): boolean {
  const isRoot = process.getuid?.() === 0
  const look = `process.stdout.write(require('fs').readFileSync('/proc/self/status'))`
  const program = isRoot ? '/bin/sh' : process.execPath
  const tried = spawnSync(program, isRoot ? ['-c', ':'] : ['-e', look], {
    ...identity,
    env: {},
    cwd: '/'
  })
  if (tried.status !== 0) return false
  return isRoot || capabilities(tried.stdout.toString(), 'Prm') === 0n
}

function isReadableByAll(file: string): boolean {
  // What is not there fails later, with a better word for it.
  if (!existsSync(file)) return true
  const path = realpathSync(file)
  const has = (bit: number, of: string): boolean => (statSync(of).mode & bit) !== 0
  const above = (folder: string): boolean =>
    has(0o001, folder) && (dirname(folder) === folder || above(dirname(folder)))
  return has(0o004, path) && above(dirname(path))
}
