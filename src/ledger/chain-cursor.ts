// Reads a page of a list that follows the chain of an account's entries, newest first. What the
// page asks for may be far apart on one side of the chain, so it reads a stretch of both at a time.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Id } from '../core/ids.ts'
import { foreignCursor, page, type Page, type Paged } from '../core/page.ts'
import { prepared } from '../db/prepared.ts'

/** A part of the chain, by sequence numbers as parameters of SQL. */
export type Stretch = {
  /** The first that is no longer part of it. */
  readonly below: string
  readonly from: string
  /** The most rows that are wanted of it. */
  readonly limit: string
}

/** Entries for each row of a page: a payment has two or three. */
const ENTRIES = 8n
/** How much longer each stretch is than the one before it. */
const GROWTH = 8n

/**
 * @param read the rows of a stretch, newest first
 * @throws {AppError} for a cursor that did not come from a page.
 */
export async function pageOfChain<Row extends { readonly seq: string }>(
  em: EntityManager,
  account: Id,
  { limit, cursor }: Page,
  read: (stretch: Stretch) => Promise<readonly Row[]>
): Promise<Paged<Row>> {
  const found: Row[] = []
  const most = limit + 1
  let below = cursor === undefined ? await endOfChain(em, account) : seqOf(cursor)
  for (let length = ENTRIES * BigInt(most); below > 0n && found.length < most; length *= GROWTH) {
    const from = below > length ? below - length : 0n
    const wanted = String(most - found.length)
    found.push(...(await read({ below: String(below), from: String(from), limit: wanted })))
    below = from
  }
  return page(found, limit, last => last.seq)
}

/** Above all sequence numbers of the account; 0 for one without a chain. */
async function endOfChain(em: EntityManager, account: Id): Promise<bigint> {
  const sql = `select (seq + 1)::text as seq from account where id = $1 and kind <> 'house'`
  const [row] = await prepared<{ seq: string }>(em, sql, [account])
  return BigInt(row?.seq ?? 0)
}

function seqOf(cursor: string): bigint {
  if (/^[0-9]{1,18}$/.test(cursor)) return BigInt(cursor)
  throw foreignCursor()
}
