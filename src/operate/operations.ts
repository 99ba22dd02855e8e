// Lists operators' newest decisions, as they were recorded.
import type { EntityManager } from '@mikro-orm/postgresql'
import { query } from '../db/query.ts'

export type Operation = {
  readonly what: string
  readonly operator: string
  readonly reason: string
  readonly at: Date
}

export async function newestOperations(em: EntityManager): Promise<readonly Operation[]> {
  const rows = await query<Omit<Operation, 'at'> & { readonly at: string }>(
    em,
    `select what, operator, reason, created_at as at from operation
     order by created_at desc, id desc limit 20`
  )
  return rows.map(row => ({ ...row, at: new Date(row.at) }))
}
