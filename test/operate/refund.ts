import { test } from 'tap'
import { HOUSE, newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { ownerOf, statement } from '../../src/ledger/read.ts'
import { refund } from '../../src/operate/refund.ts'
import { market } from '../purchase/harness/market.ts'

const ADA = { by: 'ada', reason: 'the shop never delivered' }

test('a purchase is given back in parts, never more than was paid, and the house bears it', async t => {
  const house = await market(t, {}, 700)
  const buyer = await house.user(100_000)
  const till = await house.till()
  const { purchase } = await till.buy(house.wish(buyer))
  const ended = await till.ended(buyer, purchase.id, 20_000)
  const paid = 10_700n + (ended?.feeMsat ?? 0n)
  const after = await house.balance(buyer)
  t.equal(after, 100_000n - paid)

  const part = await refund(purchase.id, msat(700), ADA, house)
  t.match(part, { account: buyer, amountMsat: 700n, refundedMsat: 700n, paidMsat: paid })
  await t.rejects(refund(purchase.id, msat(paid), ADA, house), { code: 'invalid_request' })
  const both = await Promise.allSettled(
    [house.commit, house.another()].map(commit =>
      refund(purchase.id, undefined, ADA, { em: house.em, commit })
    )
  )
  t.same(both.map(one => one.status).sort(), ['fulfilled', 'rejected'])
  t.equal(await house.balance(buyer), 100_000n)
  await t.rejects(refund(purchase.id, undefined, ADA, house), { code: 'invalid_request' })

  const entries = `select debit_account as from, credit_account as to, amount_msat::text as amount
    from entry where kind = 'refund' and subject = $1 order by created_at, id`
  t.same(await house.sql(entries, [purchase.id]), [
    { from: HOUSE.losses, to: buyer, amount: '700' },
    { from: HOUSE.losses, to: buyer, amount: String(paid - 700n) }
  ])
  const words = 'select what, operator, reason from operation where subject = $1'
  const word = { what: 'purchase.refund', operator: 'ada', reason: ADA.reason }
  t.same(await house.sql(words, [purchase.id]), [word, word])
  const { data } = await statement(house.em, buyer, 'refund', { limit: 10, cursor: undefined })
  t.match(data, [
    { id: purchase.id, type: 'refund', amountMsat: paid - 700n },
    { id: purchase.id, type: 'refund', amountMsat: 700n }
  ])
  t.same(data.map(ownerOf), ['pur', 'pur'])
  t.same(await house.wrong(), [])
})

test('what was not paid is not given back', async t => {
  const house = await market(t)
  await t.rejects(refund(newId(), undefined, ADA, house), { code: 'not_found' })
})
