// The folder of this test run, named after the process
// that leads it: several runs may go on in one checkout.
import { mkdir, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stopPostgres } from '../../src/db/embedded/postgres.ts'

const RUNS = join(tmpdir(), `lapp-gateway-tests-${process.getuid?.() ?? 0}`)

/** tap is the parent of the test files and of the two programs around them. */
export const run = join(RUNS, String(process.ppid))
export const urlFile = join(run, 'url')
export const postgresDir = (folder: string): string => join(folder, 'postgres')

/** Folders of runs that were killed before they could clean up. */
export async function abandoned(): Promise<readonly string[]> {
  await mkdir(RUNS, { recursive: true, mode: 0o700 })
  const pids = await readdir(RUNS)
  return pids.filter(pid => !isAlive(Number(pid))).map(pid => join(RUNS, pid))
}

export async function end(folder: string): Promise<void> {
  await stopPostgres(postgresDir(folder))
  await rm(folder, { recursive: true, force: true })
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
