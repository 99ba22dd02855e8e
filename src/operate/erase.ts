// Erases a person's data: names, memos, inputs and identities of an account and its sub-accounts,
// for ever. Entries stay, under an id that belongs to nobody.
import type { EntityManager } from '@mikro-orm/postgresql'
import { AppError } from '../core/errors.ts'
import { newId, type Id } from '../core/ids.ts'
import { query } from '../db/query.ts'
import { transaction } from '../db/transaction.ts'
import { eraseNames } from '../ledger/erase-names.ts'
import type { Word } from './operation.ts'
import { OF_ACCOUNT, OF_PERSON } from './personal-data.ts'

export type Erased = { readonly accounts: number; readonly identities: number }

/**
 * Idempotent.
 * @throws {AppError} account_busy while it owns anything, or something of it is pending; not_found
 */
export const erase = async (em: EntityManager, account: Id, word: Word): Promise<Erased> =>
  transaction(em, async tx => {
    const family = await familyOf(tx, account)
    if (family.length === 0) throw new AppError('not_found', 'There is no such account.')
    await refuseBusy(tx, family)
    const people = await query<Person>(
      tx,
      `select external_id as person from identity where account = any(?::uuid[])
       union select external_id from link where own = any(?::uuid[])`,
      [listOf(family), listOf(family)]
    )
    for (const { person } of people) await all(tx, OF_PERSON, { person })
    for (const one of family) {
      await eraseNames(tx, one)
      await all(tx, OF_ACCOUNT, { account: one })
    }
    await query(
      tx,
      `insert into operation (id, what, operator, subject, reason, evidence)
       values (?, 'account.erase', ?, ?, ?, ?)`,
      [newId(), word.by, account, word.reason, JSON.stringify({ accounts: family.length })]
    )
    return { accounts: family.length, identities: people.length }
  })

type Person = { readonly person: string }

const listOf = (ids: readonly Id[]): string => `{${ids.join()}}`

/** Locks them, so that nothing is booked on any of them until this is over. */
async function familyOf(em: EntityManager, account: Id): Promise<readonly Id[]> {
  const rows = await query<{ id: Id }>(
    em,
    `with recursive family as (
       select id from account where id = ? and kind = 'user'
       union all select a.id from account a join family f on a.parent = f.id where a.kind = 'user')
     select id from account where id in (select id from family) order by id for update`,
    [account]
  )
  return rows.map(({ id }) => id)
}

type Busy = { readonly why: string }

const BUSY = `
  select 'it owns ' || sum(balance_msat) || ' msat: pay them out first' as why
    from account where id = any(:ids) having sum(balance_msat) > 0
  union all select 'a payment is under way' from payment
    where account = any(:ids) and state in ('held', 'sent')
  union all select 'a purchase is under way' from purchase
    where account = any(:ids) and (state = 'asking' or delivery = 'waiting')
  union all select 'a deposit is awaited' from deposit
    where account = any(:ids) and state in ('creating', 'pending')
  union all select 'a transfer waits to be claimed' from transfer
    where from_account = any(:ids) and state = 'claimable'
  limit 1`

async function refuseBusy(em: EntityManager, family: readonly Id[]): Promise<void> {
  const [busy] = await named<Busy>(em, BUSY.replaceAll(':ids', ':ids::uuid[]'), {
    ids: listOf(family)
  })
  if (busy !== undefined) {
    throw new AppError('account_busy', `The account was not erased: ${busy.why}.`)
  }
}

async function all(
  em: EntityManager,
  statements: readonly string[],
  values: Readonly<Record<string, string>>
): Promise<void> {
  for (const statement of statements) await named(em, statement, values)
}

/** A statement with `:names` instead of question marks. */
const named = async <T extends object>(
  em: EntityManager,
  statement: string,
  values: Readonly<Record<string, string>>
): Promise<T[]> => {
  const names = [...statement.matchAll(/(?<!:):([a-z]+)/g)].map(([, name = '']) => name)
  return query<T>(
    em,
    statement.replaceAll(/(?<!:):[a-z]+/g, '?'),
    names.map(name => values[name])
  )
}
