// Reads one page of a table whose primary key is a uuid v7, newest first; for lists in which rows
// of the same millisecond may come in any order.
import type { EntitySchema, FilterQuery } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/postgresql'
import { defined } from '../core/defined.ts'
import type { Id } from '../core/ids.ts'
import { foreignCursor, page, type Only, type Page, type Paged } from '../core/page.ts'
import { findRows } from './query.ts'

type Row = { readonly id: Id }

/** @throws {AppError} for a cursor that did not come from a page. */
export async function newestFirst<T extends Row>(
  em: EntityManager,
  entity: EntitySchema<T>,
  where: FilterQuery<T>,
  { limit, cursor, only }: Page
): Promise<Paged<T>> {
  const rows = await findRows(
    em,
    entity,
    {
      $and: [where, narrowed(only), cursor === undefined ? {} : { id: { $lt: idOf(cursor) } }]
    } as FilterQuery<T>,
    { orderBy: { id: 'desc' }, limit: limit + 1 }
  )
  return page<T>(rows, limit, last => last.id)
}

/** The filters that all lists share; a room adds its own in `where`. */
const narrowed = ({ createdAfter, createdBefore, metadata }: Only = {}): object =>
  defined({
    createdAt: createdAfter && { $gt: createdAfter },
    $and: createdBefore && [{ createdAt: { $lt: createdBefore } }],
    metadata: metadata && { $contains: metadata }
  })

function idOf(cursor: string): Id {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(cursor)) return cursor as Id
  throw foreignCursor()
}
