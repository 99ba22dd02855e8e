// The list of accounts says that balance and hold are of one moment; its first read, the balances,
// left the transaction, so that money on its way to the hold was seen twice.
import { test } from 'tap'
import { AccountRow } from '../../src/account/entity.ts'
import { newestFirst } from '../../src/db/newest.ts'
import { query } from '../../src/db/query.ts'
import { snapshot } from '../../src/db/transaction.ts'
import { books } from '../harness/books.ts'

test('a page of a list is read in the transaction that asks for it', async t => {
  const { em, user } = await books(t)
  const id = await user()
  await snapshot(em, async moment => {
    await query(moment, 'select 1 from account')
    await query(em, `update account set name = 'later' where id = ?`, [id])
    const { data } = await newestFirst(moment, AccountRow, { id }, { limit: 1, cursor: undefined })
    t.match(data, [{ id, name: 'somebody' }])
  })
})
