// Creates an account: the user's row, and the row for the user's held money.
import type { EntityManager } from '@mikro-orm/postgresql'
import { heldAccountOf, newId, type Id } from '../core/ids.ts'
import { metadataColumn, type Metadata } from '../core/metadata.ts'
import { query } from '../db/query.ts'
import { describeAccount, type Description } from './sub-accounts.ts'

type NewAccount = {
  readonly id?: Id
  readonly name: string
  readonly parent?: Id | undefined
  /** The owner's name for it: unique among the accounts of one owner. */
  readonly externalId?: string | undefined
  readonly metadata?: Metadata | undefined
}

/** An existing account with that id stays as it is. */
export async function openAccount(
  em: EntityManager,
  { id = newId(), name, parent, externalId, metadata }: NewAccount
): Promise<Id> {
  await query(
    em,
    // Inherits whether the owner's listeners hear it; waits for a listener that is just being
    // added.
    `insert into account (id, kind, name, parent, external_id, metadata, balance_msat, seq, heard)
     values (?, 'user', ?, ?, ?, ?::jsonb, 0, 0, coalesce(
         (select heard_below from account where id = ? for share), false)),
       (?, 'held', ?, null, null, null, 0, 0, false)
     on conflict (id) do nothing`,
    [
      ...[id, name, parent ?? null, externalId ?? null, metadataColumn(metadata), parent ?? null],
      ...[heldAccountOf(id), name]
    ]
  )
  return id
}

/** The writes that the room `account` leaves to the ledger. */
export const ledgerAccounts = (em: EntityManager) => ({
  open: async (account: NewAccount) => openAccount(em, account),
  describe: async (id: Id, description: Description) => describeAccount(em, id, description)
})
