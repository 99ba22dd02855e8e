// The single way to MikroORM for all rooms: finds rows of an entity, or runs SQL.
import type { EntityManager, EntitySchema, FilterQuery, QueryBuilder } from '@mikro-orm/postgresql'
import { retryDeadlock } from './retry-deadlock.ts'

type Options = { readonly orderBy?: { readonly id: 'asc' | 'desc' }; readonly limit?: number }

/**
 * Bypasses the identity map: returns what is in the database now, or in the transaction of `em` if
 * it has one.
 */
export const fresh = (em: EntityManager): EntityManager =>
  em.fork({ keepTransactionContext: true, disableContextResolution: true })

export const findRows = async <T extends object>(
  em: EntityManager,
  entity: EntitySchema<T>,
  where: FilterQuery<NoInfer<T>>,
  options: Options = {}
): Promise<T[]> => fresh(em).find<T>(entity, where, options)

export const findRow = async <T extends object>(
  em: EntityManager,
  entity: EntitySchema<T>,
  where: FilterQuery<NoInfer<T>>
): Promise<T | undefined> => (await fresh(em).findOne<T>(entity, where)) ?? undefined

export const countRows = async <T extends object>(
  em: EntityManager,
  entity: EntitySchema<T>,
  where: FilterQuery<NoInfer<T>>
): Promise<number> => fresh(em).count<T>(entity, where)

/** For what `findRows` cannot express, such as the database's clock. */
export const select = <T extends object>(
  em: EntityManager,
  entity: EntitySchema<T>
): QueryBuilder<T> => fresh(em).createQueryBuilder<T>(entity)

/** Outside a transaction it is run again when a deadlock has ended it. */
export async function query<Row>(
  em: EntityManager,
  sql: string,
  values: readonly unknown[] = []
): Promise<Row[]> {
  const run = async () => fresh(em).execute<Row[]>(sql, [...values])
  return em.isInTransaction() ? run() : retryDeadlock(run)
}
