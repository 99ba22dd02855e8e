// Chooses the user that a LApp's process runs as: if the gateway may change users, one of its own,
// so that the kernel too isolates it from the gateway, its files and the other LApps.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

export type Identity = { readonly uid: number; readonly gid: number }

/** Not assigned by systemd (uids-gids), Debian or useradd, and within every container's id map. */
const FIRST = 60_600
const COUNT = 500

const NOBODY: Identity = { uid: 65_534, gid: 65_534 }

/** Counts up for each LApp; two gateways share a user only by chance. */
let given = process.pid

/** User ids to try for the next LApp; `nobody` if a user namespace does not map the others. */
function candidates(): readonly Identity[] {
  given += 1
  const id = FIRST + (given % COUNT)
  return [{ uid: id, gid: id }, NOBODY]
}

/**
 * undefined: runs as the gateway's user, if the gateway may not change users, or if another user
 * could not read the files, such as a clone below a home of mode 0700. Then the kernel no longer
 * protects files, signals and debuggers; Node's permission model and `lock.ts` still do.
 */
export function chooseIdentity(files: readonly string[]): Identity | undefined {
  if (!mayChangeUser() || !files.every(isReadableByAll)) return undefined
  return candidates().find(identity => isMapped(identity) && isPowerless(identity))
}

const SETGID = 1n << 6n
const SETUID = 1n << 7n

/**
 * Root has both capabilities, unless a container dropped them; a service may have been given them.
 */
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

/** Whether the user namespace knows it: a container may map fewer users than there are. */
const isMapped = ({ uid, gid }: Identity): boolean => maps('uid_map', uid) && maps('gid_map', gid)

function maps(file: string, id: number): boolean {
  try {
    return readFileSync(`/proc/self/${file}`, 'utf8')
      .trim()
      .split('\n')
      .map(line => line.trim().split(/\s+/).map(Number))
      .some(([first = 0, , count = 0]) => id >= first && id < first + count)
  } catch {
    return true
  }
}

/**
 * Tried until one of LApps' own was seen to lose it: it is the gateway's power that goes, whichever
 * of them is the user.
 */
let goes = false

function isPowerless(identity: Identity): boolean {
  if (identity === NOBODY) return losesPower(identity)
  return (goes ||= losesPower(identity))
}

/**
 * Tried with Node itself if the gateway is not root: file or ambient capabilities would survive the
 * change of user.
 */
function losesPower(identity: Identity): boolean {
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
  // A missing file fails later, with a better message.
  if (!existsSync(file)) return true
  const path = realpathSync(file)
  const has = (bit: number, of: string): boolean => (statSync(of).mode & bit) !== 0
  const above = (folder: string): boolean =>
    has(0o001, folder) && (dirname(folder) === folder || above(dirname(folder)))
  return has(0o004, path) && above(dirname(path))
}
