// As whom a LApp's process runs: where the gateway is root,
// as nobody, so that the kernel too keeps the two apart.
import { spawnSync } from 'node:child_process'
import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

export type Identity = { readonly uid: number; readonly gid: number }

const NOBODY: Identity = { uid: 65_534, gid: 65_534 }

/**
 * undefined: as the gateway itself. That is so for an ordinary user (who cannot
 * change), and for root where nobody could not read the files, such as a clone under
 * a home of mode 0700. What is lost then is the kernel's own refusal of signals and
 * debuggers between the two; Node's permission model and `lock.ts` stay.
 */
export function chooseIdentity(files: readonly string[]): Identity | undefined {
  if (process.getuid?.() !== 0 || !files.every(isReadableByAll)) return undefined
  // In a user namespace that knows only root there is nobody to become.
  const tried = spawnSync('/bin/sh', ['-c', ':'], { ...NOBODY, env: {}, cwd: '/' })
  return tried.status === 0 ? NOBODY : undefined
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
