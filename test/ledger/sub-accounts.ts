// An account is closed as it was looked at, or not at all.
import { test } from 'tap'
import { heldAccountOf } from '../../src/core/ids.ts'
import { markClosed, standingOf } from '../../src/ledger/sub-accounts.ts'
import { books } from './harness/books.ts'
import { hold, payment, transfer } from './harness/units.ts'

test('what was booked since it was looked at keeps an account open, though it has nothing', async t => {
  const b = await books(t)
  const [user, other] = [await b.user(), await b.user(10)]
  const looked = await standingOf(b.em, user, heldAccountOf(user))
  t.match(looked, { balance: '0', held: '0', seq: '0', children: '0', closed: false })
  await b.commit(transfer(other, user, 10))
  await b.commit(hold(payment(user)))
  t.match(await standingOf(b.em, user, heldAccountOf(user)), { balance: '0', held: '10', seq: '2' })
  t.equal(await markClosed(b.em, user, looked?.seq ?? ''), false)
  t.match(await standingOf(b.em, user, heldAccountOf(user)), { closed: false })
})

test('an account with nothing is closed once', async t => {
  const b = await books(t)
  const user = await b.user()
  t.equal(await markClosed(b.em, user, '0'), true)
  t.equal(await markClosed(b.em, user, '0'), false)
  t.match(await standingOf(b.em, user, heldAccountOf(user)), { closed: true })
})
