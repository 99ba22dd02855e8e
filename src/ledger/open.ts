// Makes an account: the user's row, and the row of what the user has on hold.
import type { EntityManager } from '@mikro-orm/postgresql'
import { heldOf, newId, type Id } from '../core/ids.ts'
import { query } from '../db/query.ts'

/** Where there is one with that id already it stays as it is. */
export async function openAccount(
  em: EntityManager,
  {
    id = newId(),
    name,
    parent
  }: { readonly id?: Id; readonly name: string; readonly parent?: Id | undefined }
): Promise<Id> {
  await query(
    em,
    `insert into account (id, kind, name, parent, balance_msat, seq)
     values (?, 'user', ?, ?, 0, 0), (?, 'held', ?, null, 0, 0)
     on conflict (id) do nothing`,
    [id, name, parent ?? null, heldOf(id), name]
  )
  return id
}
