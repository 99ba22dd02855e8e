// Migrates a database to the newest schema, unless that would harm another version of the gateway.
import { Migrator } from '@mikro-orm/migrations'
import { MikroORM } from '@mikro-orm/postgresql'
import pg from 'pg'
import { defined } from '../core/defined.ts'
import { mayMigrate } from './may-migrate.ts'
import { migrationsOf } from './migrations-of.ts'
import { MIGRATIONS } from './migrations/all.ts'
import { rotatePartitions } from './partitions.ts'
import { SESSION_SETTINGS } from './session-settings.ts'

/** An advisory lock id that nothing else in the database uses. */
const LOCK = 7_163_520

/**
 * Whoever has set these for the user or the database meant queries, not a migration of large
 * tables: cancelled, it would be begun anew at every start. What PGOPTIONS sets (a search_path)
 * must hold here too.
 */
const UNLIMITED = `${SESSION_SETTINGS}; set statement_timeout = 0; set lock_timeout = 0`
/** DATABASE_URL may name all connections as a gateway's, and those that wait here are none. */
const NAMED = `set application_name = 'migration'`

/** For what uses the database to leave it, a gateway that was just stopped above all. */
const PATIENCE_MS = 10_000

/**
 * Safe to call from every process at every start: they take turns, and finished migrations are not
 * repeated.
 * @param to the last one for a database that has none yet, if it is to be of a former version
 * @throws {AppError} not_ready: another version of the gateway uses the database, or has
 */
export async function migrate(url: string, patienceMs = PATIENCE_MS, to?: string): Promise<void> {
  const turn = new pg.Client(url)
  // What ends it fails a query, and is reported there.
  turn.on('error', () => undefined)
  await turn.connect()
  try {
    await turn.query(`${UNLIMITED}; ${NAMED}`)
    await turn.query('select pg_advisory_lock($1)', [LOCK])
    await mayMigrate(turn, patienceMs)
    const isUnused = (await migrationsOf(turn)).length === 0
    await migrateAlone(url, isUnused ? to : undefined)
  } finally {
    // The lock is released with its connection.
    await turn.end()
  }
}

async function migrateAlone(url: string, to: string | undefined): Promise<void> {
  const orm = await MikroORM.init({
    clientUrl: url,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    driverOptions: { onConnect: async (client: pg.ClientBase) => client.query(UNLIMITED) },
    extensions: [Migrator],
    migrations: { migrationsList: MIGRATIONS, snapshot: false, silent: true }
  })
  try {
    await orm.migrator.up(defined({ to }))
    if (to === undefined) await rotatePartitions(orm.em)
  } finally {
    await orm.close()
  }
}
