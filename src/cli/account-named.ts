// Finds the account that an operator names: by id, or by a unique name.
import { AppError } from '../core/errors.ts'
import { parse, showId, type Id } from '../core/ids.ts'
import { query } from '../db/query.ts'
import type { Attached } from './attach.ts'

type Row = { readonly id: Id }

/** Enough to see which ones match; with more namesakes, use the list. */
const SHOWN = 5

/** @throws {AppError} not_found, or invalid_request if several accounts have the name */
export async function accountNamed({ em }: Pick<Attached, 'em'>, text: string): Promise<Id> {
  const id = parse('acc', text)
  if (id !== undefined) return id
  const sql = "select id from account where name = ? and kind = 'user' order by id limit ?"
  const found = await query<Row>(em, sql, [text, SHOWN + 1])
  const [first, ...more] = found
  if (first === undefined) {
    throw new AppError(
      'not_found',
      `There is no account ${text}: neither an id (acc_…) nor a name.`
    )
  }
  if (more.length > 0) {
    const ids = found.slice(0, SHOWN).map(row => showId('acc', row.id))
    const rest = found.length > SHOWN ? ', …' : ''
    throw new AppError(
      'invalid_request',
      `Several accounts are called ${text}: say which by its id (${ids.join(', ')}${rest}).`
    )
  }
  return first.id
}
