// Finds credits in the ledger that differ from the payments that the node says it received.
import type { EntityManager } from '@mikro-orm/postgresql'
import { HOUSE } from '../core/ids.ts'
import type { Msat } from '../core/msat.ts'
import { query } from '../db/query.ts'

export type Differing = {
  readonly payIndex: number
  readonly receivedMsat: bigint
  readonly creditedMsat: bigint
}

type Row = { readonly pay_index: string; readonly received: string; readonly credited: string }

/** For pay indexes above `from` and up to `to`; missing and surplus credits alike. */
export async function creditsThatDiffer(
  em: EntityManager,
  nodeId: string,
  from: number,
  to: number,
  received: readonly { readonly payIndex: number; readonly amountReceivedMsat: Msat }[]
): Promise<readonly Differing[]> {
  const rows = await query<Row>(
    em,
    `select pay_index::text, coalesce(n.amount, 0)::text as received,
       coalesce(b.amount, 0)::text as credited
     from unnest(?::bigint[], ?::bigint[]) as n(pay_index, amount) full join (
       select r.pay_index, sum(e.amount_msat) as amount from receipt r left join entry e
         on e.subject = case r.state when 'credited' then r.deposit else r.id end
         and e.kind in ('deposit', 'suspense') and e.debit_account = '${HOUSE.lightning}'
       where r.node_id = ? and r.state <> 'foreign' and r.pay_index > ? and r.pay_index <= ?
       group by r.pay_index) b using (pay_index)
     where coalesce(n.amount, 0) <> coalesce(b.amount, 0)
     order by coalesce(n.pay_index, b.pay_index)`,
    [
      `{${received.map(paid => paid.payIndex).join()}}`,
      `{${received.map(paid => paid.amountReceivedMsat).join()}}`,
      ...[nodeId, from, to]
    ]
  )
  return rows.map(row => ({
    payIndex: Number(row.pay_index),
    receivedMsat: BigInt(row.received),
    creditedMsat: BigInt(row.credited)
  }))
}
