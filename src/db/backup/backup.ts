// A backup of the whole database as one file, without pg_dump, which a bare machine does not
// have: every table by COPY out of one snapshot, gzipped, whole or not there at all.
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { migrationsOf, tablesOf, type Partition } from './catalogue.ts'

export const FORMAT = 'lapp-gateway backup 1'

/**
 * The first line; then for each table a line of its own, its rows and a line `\.`; then the last.
 */
export type Header = {
  readonly format: string
  readonly created_at: string
  readonly migrations: readonly string[]
  readonly partitions: readonly Partition[]
}
export type TableHead = { readonly table: string; readonly columns: readonly string[] }
/** Rows by table: what a file that was cut short does not have. */
export type Trailer = { readonly rows: Readonly<Record<string, number>> }

/** What migrations have made is in every database already. */
export const backedUpRows = (table: string): string =>
  table === 'account' ? ` where kind <> 'house'` : ''

/** @throws when it could not be written in full, or is there already; that is left as it is. */
export async function backup(url: string, path: string, createdAt: Date): Promise<Trailer> {
  const client = new pg.Client({ connectionString: url, application_name: 'lapp-gateway backup' })
  const rows: Record<string, number> = {}
  const partial = `${path}.partial`
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const file = createWriteStream(partial, { mode: 0o600, flags: 'wx' })
    await pipeline(() => lines(client, rows, createdAt), createGzip(), file)
    await client.query('commit')
    await toDisk(partial)
    // Taken before it is filled: a rename alone would write over what came there meanwhile.
    await (await open(path, 'wx', 0o600)).close()
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  } finally {
    await client.end()
  }
  return { rows }
}

async function* lines(
  client: pg.Client,
  rows: Record<string, number>,
  createdAt: Date
): AsyncGenerator<string | Buffer> {
  const { tables, partitions } = await tablesOf(client)
  const migrations = await migrationsOf(client)
  const header: Header = {
    format: FORMAT,
    created_at: createdAt.toISOString(),
    migrations,
    partitions
  }
  yield line(header)
  for (const { table, columns } of tables) {
    yield line({ table, columns } satisfies TableHead)
    const names = columns.join(', ')
    const sql = `copy (select ${names} from ${table}${backedUpRows(table)}) to stdout`
    const stream = client.query(copyTo(sql))
    let count = 0
    for await (const chunk of stream) {
      count += linesIn(chunk as Buffer)
      yield chunk as Buffer
    }
    rows[table] = count
    yield '\\.\n'
  }
  yield line({ rows } satisfies Trailer)
}

/**
 * COPY writes a row a line, whatever is in it; the server's own count comes after the stream's end.
 */
function linesIn(chunk: Buffer): number {
  let count = 0
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) count += 1
  return count
}

const line = (value: object): string => `${JSON.stringify(value)}\n`

async function toDisk(path: string): Promise<void> {
  const file = await open(path, 'r+')
  await file.sync()
  await file.close()
}
