import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { accounts } from '../../src/account/accounts.ts'
import { paymentRows as payments } from '../../src/payment/rows.ts'
import { purchaseRows as purchases } from '../../src/purchase/rows.ts'
import { ledgerAccounts } from '../../src/ledger/open.ts'
import { books } from '../harness/books.ts'

test('a cursor that no page gave is refused by its name, in whatever list', async t => {
  const { em } = await books(t)
  const lists = {
    accounts: accounts(em, ledgerAccounts(em), () => performance.now()),
    payments: payments(em),
    purchases: purchases(em)
  }
  for (const [name, room] of Object.entries(lists)) {
    const list = async (cursor: string): Promise<unknown> =>
      room.list(newId(), { limit: 1, cursor })
    // Where it came from, the query, is added by whoever read it from there.
    const wrong = { code: 'invalid_request', fields: [{ pointer: /^\/cursor$/ }] }
    for (const cursor of ['x', "' or true", newId().toUpperCase()])
      await t.rejects(list(cursor), wrong, name)
    t.strictSame(await list(newId()), { data: [], nextCursor: undefined })
  }
})
