// The one face of MikroORM for all rooms: rows of an entity, or SQL.
import type { EntityManager, EntitySchema, FilterQuery, QueryBuilder } from '@mikro-orm/postgresql'

type Options = { readonly orderBy?: { readonly id: 'asc' | 'desc' }; readonly limit?: number }

/**
 * Without what was read before: whoever reads gets what the database has now, or what it has in
 * the transaction where `em` is one.
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

/** For what `findRows` cannot say, such as the database's clock. */
export const select = <T extends object>(
  em: EntityManager,
  entity: EntitySchema<T>
): QueryBuilder<T> => fresh(em).createQueryBuilder<T>(entity)

export const query = async <Row>(
  em: EntityManager,
  sql: string,
  values: readonly unknown[] = []
): Promise<Row[]> => fresh(em).execute<Row[]>(sql, [...values])
