// Reads the ledger's state of deposits that are about to be looked up, in one snapshot.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Id } from '../core/ids.ts'
import { msat } from '../core/msat.ts'
import { query } from '../db/query.ts'
import type { Looked } from './book.ts'
import type { Noted, State } from './decide.ts'
import type { Method } from './source.ts'

type Row = {
  readonly id: Id
  readonly account: Id
  readonly state: Exclude<State, 'creating'>
  readonly received: string | null
  readonly source: Method
  readonly invoice: string
  readonly version: string
  readonly doubt: string | null
  readonly time_over: boolean
  readonly known: readonly {
    readonly id: Id
    readonly method: string
    readonly payment: string
    readonly amount: string
    readonly state: Noted
    readonly asset: Id | null
    readonly confirmations: number | null
  }[]
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
