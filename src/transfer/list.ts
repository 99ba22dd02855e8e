// Lists an account's transfers, newest first: follows the chain of its entries, in which each
// transfer appears once, so that the fastest-growing table needs no index for it.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Id } from '../core/ids.ts'
import type { Page, Paged } from '../core/page.ts'
import { findRows } from '../db/query.ts'
import { prepared } from '../db/prepared.ts'
import { pageOfChain } from '../ledger/chain-cursor.ts'
import { transferViewFor, TransferRow, type Transfer } from './entity.ts'

type Found = { readonly id: Id; readonly seq: string }

/** @throws {AppError} for a cursor that did not come from a page. */
export async function list(em: EntityManager, account: Id, page: Page): Promise<Paged<Transfer>> {
  const { status, createdAfter, createdBefore, metadata = {} } = page.only ?? {}
  const filters = [
    status ?? '',
    createdAfter?.toISOString() ?? '-infinity',
    createdBefore?.toISOString() ?? 'infinity',
    JSON.stringify(metadata)
  ]
  const { data, nextCursor } = await pageOfChain(em, account, page, ({ below, from, limit }) =>
    prepared<Found>(em, SQL, [account, below, limit, ...filters, from])
  )
  const ids = data.map(row => row.id)
  const rows = await findRows(em, TransferRow, { id: ids })
  const byId = new Map(rows.map(row => [row.id, transferViewFor(account, row)]))
  return { data: ids.flatMap(id => byId.get(id) ?? []), nextCursor }
}

/**
 * What was sent, and what was received, directly or by a claim. A return is the end of a sent
 * transfer, not a row of its own.
 */
const half = (side: 'debit' | 'credit', kinds: string): string => `
  (select t.id, e.${side}_seq as seq from entry e
   cross join lateral (select * from transfer where id = e.subject offset 0) t
   where e.${side}_account = $1 and e.${side}_seq < $2 and e.${side}_seq >= $8::bigint
     and e.kind in (${kinds})
     and ($4 = '' or t.state = $4) and t.created_at > $5::timestamptz
     and t.created_at < $6::timestamptz
     and ($7::jsonb = '{}' or (t.from_account = $1 and t.metadata @> $7::jsonb))
   order by e.${side}_seq desc limit $3::int)`

/** A bare `seq` would be the text that is read. */
const SQL = `
  select id, seq::text from (${half('debit', `'transfer'`)} union all
    ${half('credit', `'transfer', 'claim'`)}) both_sides
  order by both_sides.seq desc limit $3::int`
