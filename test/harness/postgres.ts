// PostgreSQL servers of a test's own, for what one server shared by all cannot show.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { startPostgres, stopPostgres, type Postgres } from '../../src/db/embedded/postgres.ts'

export const STARTER = fileURLToPath(new URL('start-and-stay.ts', import.meta.url))

/** Private to its owner, like a home; whatever runs in it is ended with `t`. */
export async function folder(t: Test): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'lapp-embedded-'))
  t.teardown(async () => {
    await stopPostgres(join(parent, 'postgres'))
    await rm(parent, { recursive: true, force: true })
  })
  return join(parent, 'postgres')
}

export const start = async (dir: string): Promise<Postgres> =>
  startPostgres({ dir, log: () => undefined })

/** A gateway in a process of its own, as far as PostgreSQL is concerned. */
export async function gateway(dir: string, way: readonly string[] = []) {
  const [command, ...rest] = [...way, process.execPath, STARTER, dir]
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, started: JSON.parse(line) as { readonly url: string; readonly pid: number } }
}
