import { test } from 'tap'
import { accounts } from '../../src/account/accounts.ts'
import { heldAccountOf, HOUSE, newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { ledgerAccounts } from '../../src/ledger/open.ts'
import { books } from '../harness/books.ts'

test('an account is found, opened and listed with its balance and its hold', async t => {
  const { em, user, commit } = await books(t)
  const people = accounts(em, ledgerAccounts(em), () => performance.now())

  await t.test('a new account has nothing, and is found', async t => {
    const account = await people.open({ name: 'till', parent: undefined })
    t.match(account, { name: 'till', parent: null, balanceMsat: 0n, heldMsat: 0n })
    t.ok(account.createdAt instanceof Date)
    t.same(await people.find(account.id), account)
  })

  await t.test('what is on hold is told apart from what can be spent', async t => {
    const id = await user(100)
    const entry = { debit: id, credit: heldAccountOf(id), amountMsat: msat(30), subject: newId() }
    await commit({ entries: [{ ...entry, id: newId(), kind: 'hold' }], guards: [], claims: [] })
    t.match(await people.find(id), { balanceMsat: 70n, heldMsat: 30n })
    const { data } = await people.list(undefined, { limit: 100, cursor: undefined })
    t.match(
      data.find(account => account.id === id),
      { balanceMsat: 70n, heldMsat: 30n }
    )
  })

  await t.test('the house, holds and strangers are no accounts of anybody', async t => {
    const id = await user()
    for (const other of [...Object.values(HOUSE), heldAccountOf(id), newId()]) {
      t.equal(await people.find(other), undefined)
    }
    const { data } = await people.list(undefined, { limit: 100, cursor: undefined })
    t.ok(data.every(account => account.id[14] === '7'))
  })

  await t.test('an account lists its own sub-accounts, newest first, page by page', async t => {
    const parent = await user()
    const made = []
    for (const name of ['a', 'b', 'c']) made.push((await people.open({ name, parent })).id)
    const first = await people.list(parent, { limit: 2, cursor: undefined })
    const second = await people.list(parent, { limit: 2, cursor: first.nextCursor })
    const ids = [...first.data, ...second.data].map(account => account.id)
    t.same(ids, made.sort().reverse())
    t.equal(second.nextCursor, undefined)
    t.ok(first.data.every(account => account.parent === parent))
  })
})
