// Opens MikroORM over the whole database, with the entities of every room.
import { MikroORM, type EntitySchema } from '@mikro-orm/postgresql'
import type { ClientBase, Pool, PoolClient } from 'pg'
import { SESSION_SETTINGS } from './session-settings.ts'

export type OrmOptions = {
  readonly url: string
  readonly entities: readonly EntitySchema[]
  /** Size of the connection pool; the committer has its own connection besides. */
  readonly poolMax?: number
  /** Query timeout, for queries that others wait for; unset for long reports. */
  readonly queryMaxMs?: number
}

/**
 * Ten connections suffice off the hot path: the money path uses none of them, and a hundred
 * processes still fit one PostgreSQL.
 */
export const openOrm = async ({
  url,
  entities,
  poolMax = 10,
  queryMaxMs
}: OrmOptions): Promise<MikroORM> =>
  MikroORM.init({
    clientUrl: url,
    entities: [...entities],
    discovery: { warnWhenNoEntities: false },
    pool: { min: 0, max: poolMax },
    driverOptions: {
      application_name: 'lapp-gateway',
      onPoolCreated: watchConnections,
      onConnect: async (client: ClientBase) => client.query(SESSION_SETTINGS),
      keepAlive: true,
      keepAliveInitialDelayMillis: 30_000,
      connectionTimeoutMillis: 10_000,
      // A database that vanished sends nothing: without this, queries would wait for ever.
      query_timeout: queryMaxMs,
      // A forgotten transaction must not keep the committer waiting for its locks.
      idle_in_transaction_session_timeout: 10_000
    }
  })

function watchConnections(pool: Pool): void {
  pool.on('connect', client => {
    endWhenSilent(client)
    client.once('end', () => releaseDead(client))
  })
}

/**
 * Kysely before 0.29.9, which MikroORM 7.2 pins, gives a transaction's connection back only after a
 * COMMIT or ROLLBACK that succeeded (its issue 1990): one that dies within a transaction would keep
 * its place in the pool until the process ends.
 */
function releaseDead(client: PoolClient): void {
  try {
    const release = client.release.bind(client)
    // Whoever has borrowed it gives it back as well, maybe.
    client.release = () => undefined
    release(true)
  } catch {
    // Nobody had borrowed it.
  }
}

type Ask = (...asked: readonly unknown[]) => unknown

/**
 * A query that took too long is reported, and its connection stays as it is: whoever has it next
 * would wait behind that query, and a transaction for its ROLLBACK.
 */
function endWhenSilent(client: PoolClient): void {
  const ask = client.query.bind(client) as Ask
  const watched: Ask = (...asked) => {
    const answer = ask(...asked)
    if (answer instanceof Promise) {
      answer.catch((error: unknown) => {
        if (error instanceof Error && error.message === 'Query read timeout') void client.end()
      })
    }
    return answer
  }
  client.query = watched as typeof client.query
}
