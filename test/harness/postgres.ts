// PostgreSQL servers of a test's own, for what one server shared by all cannot show.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
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

export async function ask(url: string, sql: string): Promise<readonly unknown[][]> {
  return connected(url, async client => rowsOf(client, sql))
}

/** All that is in every table, a row a line. One connection: there are as many tables as places. */
export async function everyRow(url: string): Promise<string> {
  return connected(url, async client => {
    const tables = `select tablename from pg_tables where schemaname = 'public'`
    const lines: unknown[] = []
    for (const [table] of await rowsOf(client, tables))
      lines.push(...(await rowsOf(client, `select t::text from "${String(table)}" t`)).flat())
    return lines.join('\n')
  })
}

const rowsOf = async (client: pg.Client, text: string): Promise<unknown[][]> =>
  (await client.query<unknown[]>({ text, rowMode: 'array' })).rows

async function connected<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
