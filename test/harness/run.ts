// The folder of this test run, named after the process
// that leads it: several runs may go on in one checkout.
import { statfsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stopPostgres } from '../../src/db/embedded/postgres.ts'

/** Where Linux keeps files in memory: there making a database takes a third of the time. */
const MEMORY = '/dev/shm'
/** A run has some fifty databases at a time, of ten million bytes each. */
const MEMORY_MIN = 4_000_000_000

const RUNS = join(hasMemory() ? MEMORY : tmpdir(), `lapp-gateway-tests-${process.getuid?.() ?? 0}`)

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

/** By its size, not by what is free: every process of a run says the same. */
function hasMemory(): boolean {
  try {
    const { blocks, bsize } = statfsSync(MEMORY)
    return blocks * bsize >= MEMORY_MIN
  } catch {
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
