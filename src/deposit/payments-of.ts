// Reads the payments seen to deposits of polled sources.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Id } from '../core/ids.ts'
import { findRows } from '../db/query.ts'
import { PaidRow, type SeenPayment } from './entity.ts'
import type { Method } from './source.ts'

/** By deposit, oldest first. */
export async function paymentsOf(
  em: EntityManager,
  deposits: readonly { readonly id: Id; readonly method: Method }[]
): Promise<ReadonlyMap<Id, readonly SeenPayment[]>> {
  const ids = deposits.filter(({ method }) => method !== 'lightning').map(({ id }) => id)
  if (ids.length === 0) return new Map()
  const options = { orderBy: { id: 'asc' } } as const
  const rows = await findRows(em, PaidRow, { deposit: { $in: ids } }, options)
  return Map.groupBy(rows, row => row.deposit)
}
