// Freezes outgoing payments in every process at once: held payments wait, sent ones go on to their
// end.
import type { EntityManager } from '@mikro-orm/postgresql'
import { AppError } from '../core/errors.ts'
import { freshFor } from '../core/fresh.ts'
import { newId, type Id } from '../core/ids.ts'
import { query } from '../db/query.ts'
import { rowsOnly, type Commit } from '../ledger/unit.ts'
import { operationRow, type Word } from './operation.ts'

/** The table's only row. */
const OUTGOING = '00000000-0000-8000-8000-000000000100' as Id

/** How old a cached answer may be: a freeze takes effect everywhere within this time. */
const FRESH_MS = 1_000

export type Outgoing = { readonly frozen: boolean; readonly reason: string; readonly since: string }

/** The present state; undefined: never frozen. */
export async function outgoingNow(em: EntityManager): Promise<Outgoing | undefined> {
  const sql = `select frozen, reason, since::text from outgoing where id = ?`
  const [row] = await query<Outgoing>(em, sql, [OUTGOING])
  return row
}

/**
 * Why outgoing payments are frozen; undefined if they are not. One query to the database serves all
 * callers.
 */
export const freezeWatch = (em: EntityManager, now: () => number) =>
  freshFor(FRESH_MS, now, () => why(em))

async function why(em: EntityManager): Promise<string | undefined> {
  const row = await outgoingNow(em)
  return row?.frozen === true ? `outgoing payments are frozen (${row.reason})` : undefined
}

/** @throws {AppError} if they are frozen (or not) already. */
export async function setFrozen(
  frozen: boolean,
  word: Word,
  { em, commit }: { readonly em: EntityManager; readonly commit: Commit }
): Promise<void> {
  const before = await outgoingNow(em)
  const state = `${frozen ? '' : 'not '}frozen`
  if ((before?.frozen ?? false) === frozen)
    throw new AppError('invalid_request', `Outgoing payments are ${state} already.`)
  const set = { frozen, reason: word.reason, since: 'now' }
  const from = before === undefined ? null : String(before.frozen)
  const note = operationRow(newId(), frozen ? 'freeze' : 'unfreeze', null, word, {})
  const verdict = await commit(rowsOnly({ table: 'outgoing', id: OUTGOING, from, set }, note))
  if (verdict.is === 'refused')
    throw new AppError('invalid_request', 'Somebody else has just changed it: look again.')
}
