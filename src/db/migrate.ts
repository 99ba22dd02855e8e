// Migrates a database to the newest schema.
import { Migrator } from '@mikro-orm/migrations'
import { MikroORM } from '@mikro-orm/postgresql'
import pg from 'pg'
import { MIGRATIONS } from './migrations/all.ts'
import { rotatePartitions } from './partitions.ts'

/** An advisory lock id that nothing else in the database uses. */
const LOCK = 7_163_520

/**
 * Safe to call from every process at every start: they take turns, and finished migrations are not
 * repeated.
 */
export async function migrate(url: string): Promise<void> {
  const turn = new pg.Client(url)
  await turn.connect()
  try {
    await turn.query('select pg_advisory_lock($1)', [LOCK])
    await migrateAlone(url)
  } finally {
    // The lock is released with its connection.
    await turn.end()
  }
}

async function migrateAlone(url: string): Promise<void> {
  const orm = await MikroORM.init({
    clientUrl: url,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    extensions: [Migrator],
    migrations: { migrationsList: MIGRATIONS, snapshot: false, silent: true }
  })
  try {
    await orm.migrator.up()
    await rotatePartitions(orm.em)
  } finally {
    await orm.close()
  }
}
