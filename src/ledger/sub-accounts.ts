// Updates a sub-account's description, and marks it closed: moves no money.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Id } from '../core/ids.ts'
import { metadataColumn, type Metadata } from '../core/metadata.ts'
import { query } from '../db/query.ts'

/** Undefined fields stay as they are. */
export type Description = {
  readonly name?: string | undefined
  readonly externalId?: string | null | undefined
  readonly metadata?: Metadata | undefined
}

export async function describeAccount(
  em: EntityManager,
  id: Id,
  { name, externalId, metadata }: Description
): Promise<void> {
  const sets = [
    ...(name === undefined ? [] : [['name = ?', name]]),
    ...(externalId === undefined ? [] : [['external_id = ?', externalId]]),
    ...(metadata === undefined ? [] : [['metadata = ?::jsonb', metadataColumn(metadata)]])
  ]
  if (sets.length === 0) return
  const sql = `update account set ${sets.map(([set]) => set).join(', ')}
    where id = ? and kind = 'user'`
  await query(em, sql, [...sets.map(([, value]) => value), id])
}

/** A sub-account's state, read in one snapshot. */
export type SubAccountState = {
  readonly balance: string
  readonly held: string
  /** The number of its own open sub-accounts. */
  readonly children: string
  readonly seq: string
  readonly closed: boolean
}

export async function standingOf(
  em: EntityManager,
  account: Id,
  held: Id
): Promise<SubAccountState | undefined> {
  const [found] = await query<SubAccountState>(
    em,
    `select a.balance_msat::text as balance, h.balance_msat::text as held, a.seq::text as seq,
       a.closed_at is not null as closed, (select count(*) from account c
         where c.parent = a.id and c.kind = 'user' and c.closed_at is null)::text as children
     from account a join account h on h.id = ? where a.id = ? and a.kind = 'user'`,
    [held, account]
  )
  return found
}

/** false if anything was booked on it since: every hold and every credit increments its `seq`. */
export async function markClosed(em: EntityManager, account: Id, seq: string): Promise<boolean> {
  const closed = await query<object>(
    em,
    `update account set closed_at = now()
     where id = ? and kind = 'user' and seq = ? and balance_msat = 0 and closed_at is null
     returning id`,
    [account, seq]
  )
  return closed.length > 0
}
