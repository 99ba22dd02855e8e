// What a budget counts: to the msat, by its period, whoever asks at the same time.
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { advanceBudgets, blankBudgets, spend, unspend } from '../../src/ledger/budgets.ts'
import type { Counted } from '../../src/ledger/budgets.ts'
import { books, soundBooks, word } from './harness/books.ts'
import { budgeted, ended, hold, payment, release, send, settle, transfer } from './harness/units.ts'

const [budget, subject] = [newId(), newId()]
const TODAY = '2026-11-03 00:00:00+00'
const YESTERDAY = '2026-11-02 00:00:00+00'

/** A budget of 10 of which so much is used in the period that began then. */
function withUsed(used: number, since = TODAY) {
  const budgets = blankBudgets()
  const amounts = { limitMsat: msat(10), usedMsat: msat(used) }
  budgets.all.set(budget, { ...amounts, since, current: TODAY })
  return budgets
}

const spendOf = (amount: number) =>
  ({ is: 'spend', budget, subject, amountMsat: msat(amount) }) as const

test('what is left goes out to the last msat, and not one more', t => {
  const sofar: Counted[] = []
  t.equal(spend(withUsed(3), sofar, spendOf(7)), undefined)
  t.match(sofar, [{ budget: { usedMsat: 10n }, new: true }])
  t.match(spend(withUsed(3), [], spendOf(8)), { is: 'budget_exceeded', leftMsat: 7n })
  t.match(spend(withUsed(3), sofar, spendOf(1)), { leftMsat: 0n }, 'with what the unit has spent')
  t.match(spend(blankBudgets(), [], spendOf(1)), { leftMsat: 0n }, 'without its row, nothing')
  t.end()
})

test('a new period has all of it, and what ends of an old one does not come back to it', t => {
  const budgets = withUsed(9, YESTERDAY)
  budgets.spendings.set(subject, [{ subject, budget, since: YESTERDAY, amountMsat: msat(9) }])
  const sofar: Counted[] = []
  const other = newId()
  t.equal(spend(budgets, sofar, { ...spendOf(10), subject: other }), undefined)
  advanceBudgets(budgets, sofar)
  const back: Counted[] = []
  unspend(budgets, back, { is: 'unspend', subject, keptMsat: msat(2) })
  t.match(back, [{ budget: { usedMsat: 10n, since: TODAY }, spending: { amountMsat: 2n } }])
  t.end()
})

test('what was kept stays counted, the rest comes back, and no end counts more', t => {
  const budgets = withUsed(9)
  budgets.spendings.set(subject, [{ subject, budget, since: TODAY, amountMsat: msat(6) }])
  const kept = (keptMsat: number) => {
    const back: Counted[] = []
    unspend(budgets, back, { is: 'unspend', subject, keptMsat: msat(keptMsat) })
    return back
  }
  t.match(kept(2), [{ budget: { usedMsat: 5n }, spending: { amountMsat: 2n }, new: false }])
  t.match(kept(0), [{ budget: { usedMsat: 3n } }])
  t.strictSame(kept(6), [])
  t.strictSame(kept(7), [], 'above the hold it is the loss of the house')
  t.end()
})

test('what one unit spends and gives back of a budget adds up, in either order', t => {
  const budgets = withUsed(9)
  const [old, older] = [newId(), newId()]
  for (const one of [old, older])
    budgets.spendings.set(one, [{ subject: one, budget, since: TODAY, amountMsat: msat(4) }])
  const sofar: Counted[] = []
  unspend(budgets, sofar, { is: 'unspend', subject: old, keptMsat: msat(0) })
  unspend(budgets, sofar, { is: 'unspend', subject: older, keptMsat: msat(1) })
  t.equal(spend(budgets, sofar, spendOf(8)), undefined)
  t.match(spend(budgets, sofar, spendOf(1)), { leftMsat: 0n })
  advanceBudgets(budgets, sofar)
  t.match(budgets.all.get(budget), { usedMsat: 10n })
  t.end()
})

test('five hundred at once over two committers spend a budget to its last msat', async t => {
  const b = await books(t)
  // Of two accounts, as of an owner that acts for sub-accounts: no lock but the budget's is common.
  const users = [await b.user(1_000_000), await b.user(1_000_000)] as const
  const [user] = users
  const both = [b.another(), b.another()] as const
  const limit = await b.budget(250 * 12)
  const all = Array.from({ length: 500 }, (_, n) =>
    payment(users[n % 2 === 0 ? 0 : 1], { maxFee: 2 })
  )
  const told = await Promise.all(
    all.map(async (one, n) => word(await both[n % 2 === 0 ? 0 : 1](budgeted(hold(one), limit))))
  )
  t.equal(told.filter(what => what === 'committed').length, 250, 'never refused below it')
  t.equal(told.filter(what => what === 'budget_exceeded').length, 250, 'never above it')
  t.strictSame(await b.ask('select used_msat from budget'), [['3000']])
  await soundBooks(t, b)

  const held = all.filter((_, n) => told[n] === 'committed')
  await Promise.all(held.map(one => b.commit(send(one))))
  const ends = held.map((one, n) =>
    n % 2 === 0 ? ended(release(one), 0) : ended(settle(one, 1), 11)
  )
  t.ok((await Promise.all(ends.map(one => b.commit(one)))).every(({ is }) => is === 'committed'))
  t.strictSame(await b.ask('select used_msat from budget'), [[String(125 * 11)]])
  await soundBooks(t, b)
  const rest = 3000 - 125 * 11
  const more = await b.commit(budgeted(transfer(user, await b.user(), rest + 1), limit))
  t.match(more, { why: { is: 'budget_exceeded', leftMsat: BigInt(rest) } })
  t.equal(word(await b.commit(budgeted(transfer(user, await b.user(), rest), limit))), 'committed')
  await soundBooks(t, b)
})

test('what goes out counts for every budget, or, where one has not enough, for none', async t => {
  const b = await books(t)
  const [user, other] = [await b.user(1_000), await b.user()]
  const [mine, makers] = [await b.budget(50, 'total'), await b.budget(30, 'week')]
  t.equal(word(await b.commit(budgeted(transfer(user, other, 20), mine, makers))), 'committed')
  t.match(await b.commit(budgeted(transfer(user, other, 11), mine, makers)), {
    why: { is: 'budget_exceeded', budget: makers, leftMsat: 10n }
  })
  const used = 'select used_msat from budget order by period'
  t.strictSame(await b.ask(used), [['20'], ['20']])
  await soundBooks(t, b)
})

test('what balance or state refuses counts for no budget', async t => {
  const b = await books(t)
  const [user, other] = [await b.user(10), await b.user()]
  const limit = await b.budget(100)
  const [row] = [transfer(user, other, 11)]
  t.match(await b.commit(budgeted(row, limit)), { why: { is: 'insufficient_balance' } })
  t.strictSame(await b.ask('select used_msat from budget'), [['0']])
  t.match(
    await b.commit(budgeted(transfer(user, other, 101), limit)),
    {
      why: { is: 'budget_exceeded' }
    },
    'the budget is asked before the balance'
  )
  await soundBooks(t, b)
})

test('periods are of the calendar in UTC, weeks begin on Monday, whatever the time zone', async t => {
  const b = await books(t)
  const [user, other] = [await b.user(1_000), await b.user()]
  for (const period of ['day', 'week', 'month'] as const) {
    const limit = await b.budget(10, period)
    await b.commit(budgeted(transfer(user, other, 10), limit))
    const [[since]] = (await b.ask(
      `select since = date_trunc($2, now() at time zone 'UTC') at time zone 'UTC'
       from budget where id = $1`,
      [limit, period]
    )) as [[boolean]]
    t.equal(since, true, period)
    const over = await b.commit(budgeted(transfer(user, other, 1), limit))
    t.match(over, { why: { is: 'budget_exceeded', leftMsat: 0n } })
    const past = `- interval '1 ${period}'`
    await b.ask(`update spending set since = since ${past} where budget = $1`, [limit])
    await b.ask(`update budget set since = since ${past} where id = $1`, [limit])
    t.equal(word(await b.commit(budgeted(transfer(user, other, 10), limit))), 'committed')
  }
  const weeks = await b
    .ask(`set time zone 'Pacific/Kiritimati'`)
    .then(async () =>
      b.ask(`select extract(isodow from period_start('week') at time zone 'UTC')::text`)
    )
  t.strictSame(weeks, [['1']])
  const total = await b.budget(10, 'total')
  await b.commit(budgeted(transfer(user, other, 4), total))
  t.match(await b.commit(budgeted(transfer(user, other, 7), total)), { why: { leftMsat: 6n } })
  await soundBooks(t, b)
})
