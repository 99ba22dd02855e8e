// Manual corrections: one operator proposes, another approves, and only then does money move
// between the house and the account.
import type { EntityManager } from '@mikro-orm/postgresql'
import { AppError } from '../core/errors.ts'
import { HOUSE, isHouse, newId, type Id } from '../core/ids.ts'
import { msat } from '../core/msat.ts'
import { query } from '../db/query.ts'
import { rowsOnly, type Commit, type Entry, type Unit } from '../ledger/unit.ts'
import { operationRow, type Word } from './operation.ts'
import { mustBeUser, refusal } from './refusal.ts'

export type Adjustment = {
  readonly id: Id
  readonly account: Id
  /** Signed: what the account gains or loses. */
  readonly amountMsat: bigint
  readonly state: 'proposed' | 'approved' | 'rejected'
  readonly reason: string
  readonly proposedBy: string
  /** The operating system's user name; null before this was recorded. */
  readonly proposedAs: string | null
  readonly decidedBy: string | null
}

/** Also their system login, which is harder to choose than `--by`. */
export type SignedWord = Word & { readonly osUser: string }

type Deps = { readonly em: EntityManager; readonly commit: Commit }

export async function propose(
  { account, amountMsat }: Pick<Adjustment, 'account' | 'amountMsat'>,
  word: SignedWord,
  { em, commit }: Deps
): Promise<Id> {
  if (amountMsat === 0n || isHouse(account))
    throw new AppError('invalid_request', 'An adjustment gives to or takes from a user’s account.')
  await mustBeUser(em, account)
  const id = newId()
  const set = {
    account,
    amount_msat: amountMsat,
    state: 'proposed',
    reason: word.reason,
    proposed_by: word.by,
    created_at: 'now'
  }
  const note = operationRow(newId(), 'adjust.propose', id, word, {
    account,
    amount_msat: String(amountMsat),
    os_user: word.osUser
  })
  mustCommit(await commit(rowsOnly({ table: 'adjustment', id, from: null, set }, note)))
  return id
}

/** @throws {AppError} also if the approver is the proposer, under whatever name or spelling. */
export async function decideOn(
  id: Id,
  end: 'approved' | 'rejected',
  word: SignedWord,
  { em, commit }: Deps
): Promise<Adjustment> {
  const found = (await adjustments(em)).find(one => one.id === id)
  if (found === undefined) throw new AppError('not_found', 'There is no such open adjustment.')
  if (end === 'approved') mustBeAnother(found, word)
  const set = { state: end, decided_by: word.by, decided_at: 'now' }
  const what = end === 'approved' ? 'adjust.approve' : 'adjust.reject'
  const unit: Unit = {
    entries: end === 'approved' ? [entry(found)] : [],
    guards: [
      { table: 'adjustment', id, from: 'proposed', set },
      operationRow(newId(), what, id, word, {
        proposed_by: found.proposedBy,
        os_user: word.osUser
      })
    ],
    claims: []
  }
  mustCommit(await commit(unit))
  return { ...found, state: end, decidedBy: word.by }
}

function mustBeAnother({ proposedBy, proposedAs }: Adjustment, word: SignedWord): void {
  if (same(proposedBy, word.by))
    throw new AppError('forbidden', `It was proposed by ${proposedBy}: another approves it.`)
  if (proposedAs !== null && same(proposedAs, word.osUser))
    throw new AppError(
      'forbidden',
      `It was proposed by the same user of this system (${proposedAs}): another approves it.`
    )
}

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()

/** Between the house's losses and the account; a correction below zero is refused by the ledger. */
function entry({ id: subject, account, amountMsat }: Adjustment): Entry {
  const gives = amountMsat > 0n
  return {
    id: newId(),
    debit: gives ? HOUSE.losses : account,
    credit: gives ? account : HOUSE.losses,
    amountMsat: msat(gives ? amountMsat : -amountMsat),
    kind: 'adjust',
    subject
  }
}

/** Adjustments waiting for approval. */
export async function adjustments(em: EntityManager): Promise<readonly Adjustment[]> {
  const rows = await query<Omit<Adjustment, 'amountMsat'> & { amount: string }>(
    em,
    `select id, account, amount_msat::text as amount, state, reason, proposed_by as "proposedBy",
       decided_by as "decidedBy", (select evidence ->> 'os_user' from operation
         where subject = adjustment.id and what = 'adjust.propose') as "proposedAs"
     from adjustment where state = 'proposed' order by id desc`
  )
  return rows.map(({ amount, ...row }) => ({ ...row, amountMsat: BigInt(amount) }))
}

function mustCommit(verdict: Awaited<ReturnType<Commit>>): void {
  if (verdict.is === 'refused')
    throw refusal(verdict.why, () => 'Somebody else has just decided on it.')
}
