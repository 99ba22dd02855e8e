// MikroORM over the whole database; every room hands in its own entities.
import { MikroORM, type EntitySchema } from '@mikro-orm/postgresql'

export type OrmOptions = {
  readonly url: string
  readonly entities: readonly EntitySchema[]
  /** Connections at most; the committer has one of its own besides. */
  readonly poolMax?: number
  /** For those that others wait behind; none for long reports. */
  readonly queryMaxMs?: number
}

/**
 * Ten serve what is not hot: the money path uses none of
 * them, and a hundred processes still fit one PostgreSQL.
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
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      // A database that has vanished says nothing: without this its queries would wait for ever.
      ...(queryMaxMs !== undefined && { query_timeout: queryMaxMs }),
      // Whoever forgets a transaction must not keep the committer waiting for its locks.
      idle_in_transaction_session_timeout: 10_000
    }
  })
