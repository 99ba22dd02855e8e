// The accounts of users and sub-users: who there is, and what they have.
import type { EntityManager } from '@mikro-orm/postgresql'
import assert from 'node:assert/strict'
import { heldOf, isHouse, type Id } from '../core/ids.ts'
import { ZERO, type Msat } from '../core/msat.ts'
import { plainText } from '../core/plain-text.ts'
import type { Page, Paged } from '../core/page.ts'
import { findRows } from '../db/query.ts'
import { snapshot } from '../db/transaction.ts'
import { newestFirst } from '../db/newest.ts'
import { AccountRow } from './entity.ts'

export type Account = {
  readonly id: Id
  readonly name: string
  readonly parent: Id | null
  /** What can be spent now. */
  readonly balanceMsat: Msat
  readonly heldMsat: Msat
  readonly createdAt: Date
}

export type Accounts = {
  /** `id`: claimed for it before; where it was opened under that already, the same again. */
  open(name: string, parent: Id | undefined, id?: Id): Promise<Account>
  find(id: Id): Promise<Account | undefined>
  /** The sub-accounts of `parent`; without one, every account. */
  list(parent: Id | undefined, page: Page): Promise<Paged<Account>>
}

/**
 * Makes the rows of a user and of what the user has
 * on hold: `ledger/open`, the only writer of money.
 */
export type OpenAccount = (account: {
  readonly id?: Id
  readonly name: string
  readonly parent: Id | undefined
}) => Promise<Id>

/** Characters that a name of an account or a key may have. */
export const NAME_MAX = 100

export const accounts = (em: EntityManager, open: OpenAccount): Accounts => ({
  open: async (name, parent, id) => {
    const made = { name: plainText(name, NAME_MAX), parent, ...(id !== undefined && { id }) }
    const account = await find(em, await open(made))
    assert(account, 'an account that was opened is there')
    return account
  },
  find: async id => find(em, id),
  // One snapshot, so that no amount is seen twice or
  // not at all on its way between balance and hold.
  list: async (parent, page) =>
    snapshot(em, async moment => {
      const where = parent === undefined ? {} : { parent }
      const users = await newestFirst(moment, AccountRow, { kind: 'user', ...where }, page)
      const held = await balances(
        moment,
        users.data.map(user => heldOf(user.id))
      )
      return { ...users, data: users.data.map(user => show(user, held)) }
    })
})

async function find(em: EntityManager, id: Id): Promise<Account | undefined> {
  // Only what is of version 7 can be a user; `heldOf` takes nothing else.
  if (isHouse(id) || id[14] !== '7') return undefined
  const rows = await findRows(em, AccountRow, { id: [id, heldOf(id)] })
  const user = rows.find(row => row.kind === 'user')
  return user && show(user, new Map(rows.map(row => [row.id, row.balanceMsat ?? ZERO])))
}

async function balances(em: EntityManager, ids: readonly Id[]): Promise<ReadonlyMap<Id, Msat>> {
  const rows = await findRows(em, AccountRow, { id: [...ids] })
  return new Map(rows.map(row => [row.id, row.balanceMsat ?? ZERO]))
}

function show(user: AccountRow, held: ReadonlyMap<Id, Msat>): Account {
  const { id, name, parent, balanceMsat, createdAt } = user
  assert(balanceMsat !== null, 'a user has a balance')
  return { id, name, parent, balanceMsat, heldMsat: held.get(heldOf(id)) ?? ZERO, createdAt }
}
