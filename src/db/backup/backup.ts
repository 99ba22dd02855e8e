// Writes a backup of the whole database to one file, without pg_dump, which a bare machine does not
// have: every table by COPY from one snapshot, gzipped, complete or not there at all.
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { migrationsOf } from '../migrations-of.ts'
import { tablesOf, type Partition } from './catalogue.ts'
import { inTransaction } from './in-transaction.ts'

export const FORMAT = 'lapp-gateway backup 1'

/**
 * The first line. After it, for each table: a header line, its rows, and a line `\.`; then the
 * trailer.
 */
export type Header = {
  readonly format: string
  readonly created_at: string
  readonly migrations: readonly string[]
  readonly partitions: readonly Partition[]
}
export type TableHead = { readonly table: string; readonly columns: readonly string[] }
/** Row counts by table: missing in a file that was truncated. */
export type Trailer = { readonly rows: Readonly<Record<string, number>> }

/** Rows that migrations create are in every database already. */
export const backedUpRows = (table: string): string =>
  table === 'account' ? ` where kind <> 'house'` : ''

/**
 * Of whatever version the database is: it is taken before an upgrade, to go back by.
 * @throws if it could not be written completely, or the file exists, which is then left as it is.
 */
export async function backup(url: string, path: string, createdAt: Date): Promise<Trailer> {
  const begin = 'begin isolation level repeatable read read only'
  return inTransaction(url, 'backup', begin, async client => write(client, path, createdAt))
}

async function write(client: pg.Client, path: string, createdAt: Date): Promise<Trailer> {
  const rows: Record<string, number> = {}
  const partial = `${path}.partial`
  try {
    const file = createWriteStream(partial, { mode: 0o600, flags: 'wx' })
    // A failed write names no file: it would pass for a trouble of the database.
    file.on('error', error => Object.assign(error, { path: partial }))
    await pipeline(() => lines(client, rows, createdAt), createGzip(), file)
    await client.query('commit')
    await toDisk(partial)
    // Created before the rename: rename alone would overwrite a file that appeared meanwhile.
    await (await open(path, 'wx', 0o600)).close()
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
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
 * COPY writes one line per row, whatever the row contains; the server's row count comes after the
 * end of the stream.
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
