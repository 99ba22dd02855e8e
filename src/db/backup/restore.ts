// Restores a backup into an empty database: completely or not at all. One of a former version goes
// into the tables of its time, which are brought up to date then.
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { AppError } from '../../core/errors.ts'
import { FORMAT, backedUpRows, type Header, type TableHead, type Trailer } from './backup.ts'
import { migrate } from '../migrate.ts'
import { MIGRATIONS } from '../migrations/all.ts'
import { migrationsOf } from '../migrations-of.ts'
import { tablesOf } from './catalogue.ts'
import { inTransaction } from './in-transaction.ts'

/** API keys of the restored database: how many are valid, and how many were just revoked. */
type Keys = { readonly working: number; readonly revoked: number }
export type Restored = Trailer & {
  /** Nothing that happened after this time is in it. */
  readonly asOf: string
  readonly keys: Keys
}

/**
 * Anything after the backup is undone: a key that was revoked since works again.
 * @throws {AppError} saying why it is not restored; nothing was written then.
 */
export async function restore(
  url: string,
  path: string,
  { revokeKeys = false }: { readonly revokeKeys?: boolean | undefined } = {}
): Promise<Restored> {
  const former = await formerVersion(path)
  await migrate(url, undefined, former)
  const restored = await restoreAsItIs(url, path, revokeKeys)
  if (former !== undefined) await migrate(url)
  return restored
}

/** The last migration of a backup that a former version made. */
async function formerVersion(path: string): Promise<string | undefined> {
  const lines = linesOf(path)
  try {
    const { migrations } = await readHeader(lines)
    const isOurs = migrations.every((name, at) => name === MIGRATIONS[at]?.name)
    return isOurs && migrations.length < MIGRATIONS.length ? migrations.at(-1) : undefined
  } finally {
    await lines.return(undefined)
  }
}

async function restoreAsItIs(url: string, path: string, revokeKeys: boolean): Promise<Restored> {
  return inTransaction(url, 'restore', 'begin', async client => {
    const { rows, asOf } = await fill(client, path)
    // In the same transaction, so that there is no moment at which they work.
    const keys = await keysOf(client, revokeKeys)
    await client.query('commit')
    return { rows, asOf, keys }
  })
}

async function keysOf(client: pg.Client, revoke: boolean): Promise<Keys> {
  const open = 'where revoked_at is null'
  const all = revoke
    ? await client.query(`update api_key set revoked_at = now() ${open}`)
    : await client.query(`select from api_key ${open}`)
  const count = all.rowCount ?? 0
  return revoke ? { working: 0, revoked: count } : { working: count, revoked: 0 }
}

async function fill(client: pg.Client, path: string): Promise<Pick<Restored, 'rows' | 'asOf'>> {
  const lines = linesOf(path)
  try {
    const header = await readHeader(lines)
    await mustFit(client, header)
    const rows: Record<string, number> = {}
    for (;;) {
      const next = await read<TableHead | Trailer>(lines)
      if ('rows' in next) {
        if (JSON.stringify(next.rows) !== JSON.stringify(rows)) throw refused('rows are missing')
        return { rows, asOf: header.created_at }
      }
      const { table, columns } = next
      if (![table, ...columns].every(isName)) throw refused('it names what cannot be a table')
      const stream = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`))
      let count = 0
      const counted = rowsOf(lines, () => (count += 1))
      await pipeline(Readable.from(counted, { objectMode: false }), stream)
      rows[table] = count
    }
  } finally {
    await lines.return(undefined)
  }
}

/** Requires the same migrations, no user accounts, and no concurrent restore. */
async function mustFit(client: pg.Client, { migrations, partitions }: Header): Promise<void> {
  const here = await migrationsOf(client)
  if (JSON.stringify(here) !== JSON.stringify(migrations)) {
    const last = migrations.at(-1) ?? 'none'
    throw refused(
      MIGRATIONS.some(({ name }) => name === last)
        ? `it is of another version (${last}) than the database: restore it into one that no ` +
            'gateway and no command has used yet'
        : `it was made by another version (${last}): restore it with that one`
    )
  }
  await client.query('lock table account in exclusive mode')
  for (const { table } of (await tablesOf(client)).tables) {
    const begun = table === CURSOR ? ' where position > 0' : backedUpRows(table)
    const sql = `select exists (select from ${table}${begun}) as filled`
    const { rows } = await client.query<{ filled: boolean }>(sql)
    if (rows[0]?.filled === true)
      throw refused(`the database is not empty (${table}): name a new one`)
    if (table === CURSOR) await client.query(`delete from ${table}`)
  }
  for (const { parent, name, bound } of partitions) {
    if (!isName(parent) || !isName(name) || !BOUND.test(bound)) throw refused('an odd partition')
    await client.query(`create table if not exists ${name} partition of ${parent} ${bound}`)
  }
}

/** A migration makes its one row, which says that nothing was sent; the backup brings another. */
const CURSOR = 'webhook_cursor'

const isName = (text: string): boolean => /^[a-z][a-z0-9_]*$/.test(text)
const BOUND = /^FOR VALUES FROM \('[0-9 :+.-]+'\) TO \('[0-9 :+.-]+'\)$/
const END = Buffer.from('\\.\n')

type Lines = AsyncGenerator<Buffer, undefined>

async function* rowsOf(lines: Lines, onRow: () => void): Lines {
  for (;;) {
    const line = await lines.next()
    if (line.done === true) throw refused('it was cut short')
    if (line.value.equals(END)) return undefined
    onRow()
    yield line.value
  }
}

async function readHeader(lines: Lines): Promise<Header> {
  const header = await read<Header>(lines)
  if (header.format !== FORMAT) throw refused('it is no backup of this gateway')
  return header
}

async function read<T>(lines: Lines): Promise<T> {
  const line = await lines.next()
  if (line.done === true) throw refused('it was cut short')
  try {
    return JSON.parse(line.value.toString()) as T
  } catch (cause) {
    throw refused('it is no backup of this gateway', cause)
  }
}

/** Splits at byte 10 only: COPY escapes every other line terminator. */
async function* linesOf(path: string): Lines {
  let rest: Buffer = Buffer.alloc(0)
  const source = createReadStream(path)
  const text = source.pipe(createGunzip())
  source.on('error', error => text.destroy(error))
  try {
    for await (const chunk of text) {
      rest = Buffer.concat([rest, chunk as Buffer])
      for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10)) {
        yield rest.subarray(0, at + 1)
        rest = rest.subarray(at + 1)
      }
    }
  } catch (cause) {
    throw refused('it cannot be read in full', cause)
  } finally {
    source.destroy()
  }
  return undefined
}

const refused = (why: string, cause?: unknown): AppError =>
  new AppError('invalid_request', `Not restored: ${why}.`, [], cause)
