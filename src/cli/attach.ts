// Attaches the command line to the gateway's database:
// one's own, or the embedded one, running or not.
import { join } from 'node:path'
import type { EntityManager } from '@mikro-orm/postgresql'
import { ENTITIES } from '../entities.ts'
import { readConfig, type Config } from '../config.ts'
import { startPostgres } from '../db/embedded.ts'
import { migrate } from '../db/migrate.ts'
import { openOrm } from '../db/orm.ts'

export type Attached = { readonly em: EntityManager; readonly config: Config; readonly url: string }

/** What was running stays running; what had to be started is ended again. */
export async function attached<T>(work: (to: Attached) => Promise<T>): Promise<T> {
  const config = readConfig()
  const { url, end } = await database(config)
  try {
    await migrate(url)
    const orm = await openOrm({ url, entities: ENTITIES, poolMax: 2 })
    try {
      return await work({ em: orm.em, config, url })
    } finally {
      await orm.close()
    }
  } finally {
    await end()
  }
}

async function database(config: Config): Promise<{ url: string; end: () => Promise<void> }> {
  const nothing = (): Promise<void> => Promise.resolve()
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, end: nothing }
  const dir = join(config.dataDir, 'postgres')
  const postgres = await startPostgres({ dir, log: () => undefined })
  return { url: postgres.url, end: postgres.adopted ? nothing : postgres.stop }
}
