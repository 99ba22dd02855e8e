// Brings a database to the newest shape.
import { Migrator } from '@mikro-orm/migrations'
import { MikroORM } from '@mikro-orm/postgresql'
import { MIGRATIONS } from './migrations/all.ts'

/** Safe to call from every process at every start: what was done is not done again. */
export async function migrate(url: string): Promise<void> {
  const orm = await MikroORM.init({
    clientUrl: url,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    extensions: [Migrator],
    migrations: { migrationsList: MIGRATIONS, snapshot: false, silent: true }
  })
  try {
    await orm.migrator.up()
  } finally {
    await orm.close()
  }
}
