// Reads the ledger's state of deposits that are about to be looked up, in one snapshot.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Id } from '../core/ids.ts'
import { msat } from '../core/msat.ts'
import { query } from '../db/query.ts'
import type { Booked, Looked } from './book.ts'

type Row = Omit<Looked, 'deposit' | 'receivedMsat' | 'timeOver' | 'known'> & {
  readonly id: Id
  readonly received: string | null
  readonly time_over: boolean
  readonly known: readonly (Omit<Booked, 'amountMsat' | 'confirmations'> & {
    readonly amount: string
    readonly confirmations: number | null
  })[]
}

/** One statement, hence one snapshot: the version belongs to the values read with it. */
export async function readLooked(
  em: EntityManager,
  deposits: readonly Id[]
): Promise<readonly Looked[]> {
  const rows = await query<Row>(
    em,
    `select l.id, d.account, d.state, d.received_msat::text as received, l.source, l.invoice,
       l.version::text, l.doubt, d.expires_at < now() as time_over, coalesce(k.known, '[]') as known
     from deposit_look l join deposit d on d.id = l.id
     left join lateral (select json_agg(json_build_object('id', id, 'method', method,
         'payment', payment, 'amount', amount_msat::text, 'state', state, 'asset', asset,
         'confirmations', confirmations) order by id) as known
       from deposit_payment where deposit = l.id) k on true
     where l.id = any(?::uuid[])`,
    [`{${deposits.join()}}`]
  )
  return rows.map(({ id, received, known, time_over: timeOver, ...rest }) => ({
    ...rest,
    deposit: id,
    timeOver,
    receivedMsat: received === null ? null : BigInt(received),
    known: known.map(({ amount, confirmations, ...one }) => ({
      ...one,
      amountMsat: msat(BigInt(amount)),
      confirmations: confirmations ?? undefined
    }))
  }))
}
