// Makes an account: the user's row, and the row of what the user has on hold.
import type { EntityManager } from '@mikro-orm/postgresql'
import { heldOf, newId, type Id } from '../core/ids.ts'
import { metadataColumn, type Metadata } from '../core/metadata.ts'
import { query } from '../db/query.ts'
import { describeAccount, type Description } from './sub-accounts.ts'

type NewAccount = {
  readonly id?: Id
  readonly name: string
  readonly parent?: Id | undefined
  /** What its owner knows it by: no two of one owner have the same. */
  readonly externalId?: string | undefined
  readonly metadata?: Metadata | undefined
}

/** Where there is one with that id already it stays as it is. */
export async function openAccount(
  em: EntityManager,
  { id = newId(), name, parent, externalId, metadata }: NewAccount
): Promise<Id> {
  await query(
    em,
    // Whether its owner's listeners hear it as well: waits for one that is just being added.
    `insert into account (id, kind, name, parent, external_id, metadata, balance_msat, seq, heard)
     values (?, 'user', ?, ?, ?, ?::jsonb, 0, 0, coalesce(
         (select heard_below from account where id = ? for share), false)),
       (?, 'held', ?, null, null, null, 0, 0, false)
     on conflict (id) do nothing`,
    [
      ...[id, name, parent ?? null, externalId ?? null, metadataColumn(metadata), parent ?? null],
      ...[heldOf(id), name]
    ]
  )
  return id
}

/** What the room of accounts has the ledger write. */
export const ledgerAccounts = (em: EntityManager) => ({
  open: async (account: NewAccount) => openAccount(em, account),
  describe: async (id: Id, description: Description) => describeAccount(em, id, description)
})
