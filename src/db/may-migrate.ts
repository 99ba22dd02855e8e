// Decides whether this version may bring a database up to date: not one that a newer version has
// changed, not one that a gateway of a former version still uses, and no new one without Unicode.
import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'
import { AppError } from '../core/errors.ts'
import { MIGRATIONS } from './migrations/all.ts'
import { migrationsOf } from './migrations-of.ts'

const PACE_MS = 100

/**
 * A former version writes what constraints of today refuse, and heeds no limit that it does not
 * know: it would no longer credit deposits nor end payments, while it says that it is ready.
 * @throws {AppError} not_ready
 */
export async function mayMigrate(client: pg.Client, patienceMs: number): Promise<void> {
  const done = await migrationsOf(client)
  const ours = new Set(MIGRATIONS.map(({ name }) => name))
  const newer = done.filter(name => !ours.has(name)).at(-1)
  if (newer !== undefined) throw new AppError('not_ready', changedByNewer(newer))
  if (done.length === 0) return mustKnowUnicode(client)
  if (done.length === ours.size) return
  for (let left = patienceMs; ; left -= PACE_MS) {
    const used = await usersOf(client)
    if (used === 0) return
    if (left <= 0) throw new AppError('not_ready', usedByFormer(used))
    await setTimeout(PACE_MS)
  }
}

/**
 * What people write has letters that no other encoding has. Debian makes a SQL_ASCII cluster where
 * the machine has no locale.
 */
async function mustKnowUnicode(client: pg.Client): Promise<void> {
  const sql = `select current_database() as name, current_setting('server_encoding') as encoding`
  const { rows } = await client.query<{ name: string; encoding: string }>(sql)
  const { name = '', encoding = '' } = rows[0] ?? {}
  if (encoding !== 'UTF8') throw new AppError('not_ready', withoutUnicode(name, encoding))
}

const withoutUnicode = (name: string, encoding: string): string =>
  `The database ${name} is in ${encoding}, which cannot keep every letter: name another in ` +
  `DATABASE_URL, made by create database ${name}_utf8 encoding 'UTF8' lc_collate 'C.UTF-8' ` +
  "lc_ctype 'C.UTF-8' template template0"

/**
 * Connections of gateways and of operators' commands, by the names that all versions give them. A
 * backup only reads, and what is changed under it waits for its end.
 */
const USERS = `pg_stat_activity where datname = current_database()
  and application_name like 'lapp-gateway%' and application_name <> 'lapp-gateway backup'`

async function usersOf(client: pg.Client): Promise<number> {
  const { rowCount } = await client.query(`select from ${USERS} and pid <> pg_backend_pid()`)
  return rowCount ?? 0
}

const changedByNewer = (migration: string): string =>
  `A newer version has brought the database up to date (${migration}), and this one does not ` +
  'know what is written there: start the newer one, or restore a backup from before into an ' +
  'empty database.'

const usedByFormer = (connections: number): string =>
  `A gateway of a former version still uses the database (${connections} connections): stop ` +
  'all of them first. If the machine of one is gone, PostgreSQL ends its connections by ' +
  `select pg_terminate_backend(pid) from ${USERS.replaceAll(/\s+/g, ' ')}`
