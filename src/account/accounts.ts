// Accounts of users and their sub-accounts: opens, finds, describes and lists them, with balances.
import type { EntityManager } from '@mikro-orm/postgresql'
import assert from 'node:assert/strict'
import { defined } from '../core/defined.ts'
import { heldAccountOf, isHouse, newId, type Id } from '../core/ids.ts'
import { AppError } from '../core/errors.ts'
import type { Metadata } from '../core/metadata.ts'
import { msat, ZERO, type Msat } from '../core/msat.ts'
import { plainText } from '../core/plain-text.ts'
import type { Page, Paged } from '../core/page.ts'
import { findRows, query } from '../db/query.ts'
import { snapshot } from '../db/transaction.ts'
import { newestFirst } from '../db/newest.ts'
import { AccountRow } from './entity.ts'
import { remember } from './remember.ts'

export type Account = {
  readonly id: Id
  readonly name: string
  readonly parent: Id | null
  /** Can be spent now. */
  readonly balanceMsat: Msat
  readonly heldMsat: Msat
  /** The owner's own id for the account. */
  readonly externalId: string | null
  readonly metadata: Metadata
  readonly isClosed: boolean
  readonly createdAt: Date
}

export type NewAccount = {
  readonly name: string
  readonly parent: Id | undefined
  /**
   * An id claimed beforehand; if an account was opened under it already, that account is returned.
   */
  readonly id?: Id | undefined
  readonly externalId?: string | undefined
  readonly metadata?: Metadata | undefined
}

/** Undefined fields stay as they are. */
export type Description = {
  readonly name?: string | undefined
  readonly externalId?: string | null | undefined
  readonly metadata?: Metadata | undefined
}

/** Of an account and its sub-accounts together. */
export type Totals = {
  readonly subAccounts: number
  readonly balanceMsat: Msat
  readonly heldMsat: Msat
}

export type Accounts = {
  /** @throws {AppError} invalid_request if its owner has another account with that `externalId` */
  open(account: NewAccount): Promise<Account>
  find(id: Id): Promise<Account | undefined>
  /** Updates the description; returns the account as it is afterwards. */
  describe(id: Id, description: Description): Promise<Account | undefined>
  totals(id: Id): Promise<Totals>
  /** The account's parent, and whether it is closed; may be some seconds old. */
  standing(id: Id): Promise<{ readonly parent: Id | null; readonly isClosed: boolean } | undefined>
  /** The sub-accounts of `parent`; if undefined, all accounts. */
  list(parent: Id | undefined, page: Page): Promise<Paged<Account>>
}

/**
 * Creates the rows of a user and of the user's held money: `ledger/open`, the only writer of money.
 */
export type OpenAccount = (account: {
  readonly id?: Id
  readonly name: string
  readonly parent: Id | undefined
  readonly externalId: string | undefined
  readonly metadata: Metadata | undefined
}) => Promise<Id>

export type Ledger = {
  readonly open: OpenAccount
  readonly describe: (id: Id, description: Description) => Promise<void>
}

const STANDING_MS = 2_000
const STANDING_MAX = 50_000

/** Maximum length of the name of an account or a key, in characters. */
export const NAME_MAX = 100

export function accounts(em: EntityManager, ledger: Ledger, clock: () => number): Accounts {
  const life = () => STANDING_MS
  const standing = remember(async id => find(em, id as Id), life, STANDING_MAX, clock)
  return {
    open: async ({ name, parent, id, externalId, metadata }) => {
      const made = { name: plainText(name, NAME_MAX), parent, externalId, metadata }
      const opened = ledger.open({ ...made, id: id ?? newId() })
      const account = await find(em, await opened.catch(refuseTaken))
      assert(account, 'an account that was opened is there')
      return account
    },
    standing: async id => standing.look(id),
    describe: async (id, { name, ...others }) => {
      const clean = name === undefined ? undefined : plainText(name, NAME_MAX)
      await ledger.describe(id, { ...others, name: clean }).catch(refuseTaken)
      return find(em, id)
    },
    totals: async id => totals(em, id),
    find: async id => find(em, id),
    list: async (parent, page) => list(em, parent, page)
  }
}

function refuseTaken(error: unknown): never {
  if ((error as { readonly code?: string }).code !== '23505') throw error
  const detail = 'another account of yours has this external_id'
  throw new AppError('invalid_request', `/external_id: ${detail}`, [
    { pointer: '/external_id', detail }
  ])
}

/**
 * Reads in one snapshot, so that an amount moving between balance and hold is counted exactly once.
 */
const list = async (
  em: EntityManager,
  parent: Id | undefined,
  page: Page
): Promise<Paged<Account>> =>
  snapshot(em, async moment => {
    const { status, externalId } = page.only ?? {}
    const closed = status === 'closed' ? { $ne: null } : null
    const closedAt = status === undefined ? undefined : closed
    const where = { kind: 'user' as const, ...defined({ parent, externalId, closedAt }) }
    const users = await newestFirst(moment, AccountRow, where, page)
    const holds = users.data.map(user => heldAccountOf(user.id))
    const held = await balances(moment, holds)
    return { ...users, data: users.data.map(user => show(user, held)) }
  })

type Sums = { readonly count: string; readonly balance: string; readonly held: string }

async function totals(em: EntityManager, id: Id): Promise<Totals> {
  const [sums] = await query<Sums>(
    em,
    `select count(*)::text as count, sum(a.balance_msat)::text as balance,
       sum(h.balance_msat)::text as held
     from (select id, balance_msat from account where id = ? union all
       select id, balance_msat from account where parent = ? and kind = 'user') a
     join account h on h.id = overlay(a.id::text placing '8' from 15 for 1)::uuid`,
    [id, id]
  )
  assert(sums, 'a sum is one row')
  const amount = (text: string | null): Msat => msat(BigInt(text ?? 0))
  return {
    subAccounts: Math.max(0, Number(sums.count) - 1),
    balanceMsat: amount(sums.balance),
    heldMsat: amount(sums.held)
  }
}

async function find(em: EntityManager, id: Id): Promise<Account | undefined> {
  // Only ids of version 7 can be users'; `heldAccountOf` accepts no others.
  if (isHouse(id) || id[14] !== '7') return undefined
  const rows = await findRows(em, AccountRow, { id: [id, heldAccountOf(id)] })
  const user = rows.find(row => row.kind === 'user')
  return user && show(user, new Map(rows.map(row => [row.id, row.balanceMsat ?? ZERO])))
}

async function balances(em: EntityManager, ids: readonly Id[]): Promise<ReadonlyMap<Id, Msat>> {
  const rows = await findRows(em, AccountRow, { id: [...ids] })
  return new Map(rows.map(row => [row.id, row.balanceMsat ?? ZERO]))
}

function show(user: AccountRow, held: ReadonlyMap<Id, Msat>): Account {
  const { id, name, parent, balanceMsat, externalId, createdAt } = user
  assert(balanceMsat !== null, 'a user has a balance')
  const heldMsat = held.get(heldAccountOf(id)) ?? ZERO
  const notes = { externalId, metadata: user.metadata ?? {}, isClosed: user.closedAt !== null }
  return { id, name, parent, balanceMsat, heldMsat, ...notes, createdAt }
}
