// Reads transfers by their ids, many at once: everybody who follows events asks for one for each,
// so the rows are not made into entities, which costs more than the rest of an event.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Id } from '../core/ids.ts'
import { msat } from '../core/msat.ts'
import { prepared } from '../db/prepared.ts'
import type { MadeRow } from './entity.ts'

type Found = Omit<MadeRow, 'amountMsat' | 'expiresAt' | 'createdAt'> &
  Readonly<Record<'amountMsat' | 'createdAt', string>> & { readonly expiresAt: string | null }

/** Without those that were refused within a batch. */
export async function readMade(
  em: EntityManager,
  ids: readonly Id[]
): Promise<ReadonlyMap<Id, MadeRow>> {
  const found = await prepared<Found>(em, SQL, [`{${ids.join()}}`])
  return new Map(found.map(row => [row.id, madeRow(row)]))
}

const madeRow = ({ amountMsat, expiresAt, createdAt, ...row }: Found): MadeRow => ({
  ...row,
  amountMsat: msat(BigInt(amountMsat)),
  expiresAt: expiresAt === null ? null : new Date(expiresAt),
  createdAt: new Date(createdAt)
})

const SQL = `
  select id, from_account as "fromAccount", to_account as "toAccount",
    to_identity as "toIdentity", state, amount_msat::text as "amountMsat", memo, metadata,
    expires_at as "expiresAt", created_at as "createdAt"
  from transfer where id = any($1::uuid[]) and state <> 'refused'`
