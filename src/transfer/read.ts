// Reads transfers by their ids, many at once. Everybody who follows events asks for one per event,
// so rows are not made into entities: that would cost more than the rest of the event.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Id } from '../core/ids.ts'
import { msat } from '../core/msat.ts'
import { prepared } from '../db/prepared.ts'
import type { MadeRow } from './entity.ts'

type Found = Omit<MadeRow, 'amountMsat' | 'expiresAt' | 'createdAt'> &
  Readonly<Record<'amountMsat' | 'createdAt', string>> & { readonly expiresAt: string | null }

/** Omits those refused within a batch. */
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
