// Connects the command line to the gateway's database: the operator's, or the embedded one, running
// or not.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { EntityManager } from '@mikro-orm/postgresql'
import pg from 'pg'
import type { Config } from '../config.ts'
import { notReached } from '../core/database-trouble.ts'
import { AppError } from '../core/errors.ts'
import { takeDataDir } from '../app/data-dir.ts'
import { migrationsOf } from '../db/migrations-of.ts'
import { migrate } from '../db/migrate.ts'
import { openOrm } from '../db/orm.ts'
import { ENTITIES } from '../app/entities.ts'
import type { Shell } from './shell.ts'

export type Attached = Pick<Shell, 'console'> & {
  readonly em: EntityManager
  readonly config: Config
  readonly url: string
}

const PATIENCE_MS = 4_000

/** `restore` and `account create`, which set a gateway up, make what is missing. */
type How = { readonly makes?: true }

/**
 * A database that was running keeps running; one that had to be started is stopped again. It is
 * brought up to date first.
 */
export async function attached<T>(
  shell: Pick<Shell, 'readConfig' | 'console'>,
  work: (to: Attached) => Promise<T>,
  how: How = {}
): Promise<T> {
  const { console } = shell
  const atWork = async (url: string, config: Config): Promise<T> => {
    await migrate(url)
    return withOrm(url, async em => work({ em, config, url, console }))
  }
  return reached(shell, atWork, how)
}

export async function withOrm<T>(url: string, work: (em: EntityManager) => Promise<T>): Promise<T> {
  const orm = await openOrm({ url, entities: ENTITIES, poolMax: 2 })
  try {
    return await work(orm.em)
  } finally {
    await orm.close()
  }
}

/** The database as it is, whatever version has made its tables. */
export async function reached<T>(
  { readConfig }: Pick<Shell, 'readConfig'>,
  work: (url: string, config: Config) => Promise<T>,
  how: How = {}
): Promise<T> {
  const config = readConfig()
  const { url, end } = await database(config, how)
  try {
    await reach(url, how)
    return await work(url, config)
  } finally {
    await end()
  }
}

/** Short, since somebody is watching the terminal: an unreachable node is reported soon. */
async function reach(url: string, { makes }: How): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PATIENCE_MS })
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    throw notReached(error)
  }
  try {
    if (makes !== true && (await migrationsOf(client)).length === 0) throw unused()
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Where a variable is missing, an empty database would be said to balance. */
const unused = (): AppError =>
  new AppError(
    'not_ready',
    'No gateway has used this database yet: see DATABASE_URL and DATA_DIR, or start one first.'
  )

async function database(
  config: Config,
  { makes }: How
): Promise<{ url: string; end: () => Promise<void> }> {
  const nothing = (): Promise<void> => Promise.resolve()
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, end: nothing }
  takeDataDir(config.dataDir)
  // Most have a database, and need none of this.
  const { startPostgres } = await import('../db/embedded/postgres.ts')
  const dir = join(config.dataDir, 'postgres')
  if (makes !== true && !existsSync(join(dir, 'data'))) throw unused()
  const postgres = await startPostgres({ dir, log: () => undefined })
  return { url: postgres.url, end: postgres.adopted ? nothing : postgres.stop }
}
