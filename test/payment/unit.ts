// What a decision comes down to in the ledger.
import { test } from 'tap'
import { HOUSE, heldOf, newId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import type { Move, State } from '../../src/payment/decide.ts'
import { unitOf } from '../../src/payment/unit.ts'

const payment = { id: newId(), account: newId(), purchase: null }
const amountMsat = msat(5)
const held = heldOf(payment.account)

test('every move is one entry between the accounts that it names, owned by the payment', async t => {
  const moves: readonly (readonly [Move, string, string])[] = [
    [{ kind: 'settle', from: 'held', to: 'lightning', amountMsat }, held, HOUSE.lightning],
    [{ kind: 'surcharge', from: 'held', to: 'surcharges', amountMsat }, held, HOUSE.surcharges],
    [{ kind: 'change', from: 'held', to: 'user', amountMsat }, held, payment.account],
    [{ kind: 'release', from: 'held', to: 'user', amountMsat }, held, payment.account],
    [{ kind: 'loss', from: 'losses', to: 'lightning', amountMsat }, HOUSE.losses, HOUSE.lightning]
  ]
  const decision = { next: 'settled', moves: moves.map(([move]) => move) } as const
  const { entries, guards, claims } = unitOf({ payment, newId }, 'sent', decision, { stuck: false })
  t.match(
    entries,
    moves.map(([{ kind }, debit, credit]) => ({
      kind,
      debit,
      credit,
      amountMsat,
      subject: payment.id
    }))
  )
  t.equal(new Set(entries.map(entry => entry.id)).size, moves.length)
  t.strictSame(guards, [
    { table: 'payment', id: payment.id, from: 'sent', set: { stuck: false, state: 'settled' } }
  ])
  t.strictSame(claims, [])
})

test('an end is news, of the purchase where it paid for one, and nothing else is', async t => {
  const news = (from: State, next: State, purchase: Id | null = null) =>
    unitOf({ payment: { ...payment, purchase }, newId }, from, { next, moves: [] }, {}).outbox
  t.match(news('sent', 'settled'), [{ type: 'payment.succeeded', subject: payment.id }])
  t.match(news('held', 'released'), [{ type: 'payment.failed', account: payment.account }])
  const purchase = newId()
  t.match(news('sent', 'settled', purchase), [{ type: 'purchase.paid', subject: purchase }])
  t.match(news('sent', 'released', purchase), [{ type: 'purchase.failed', subject: purchase }])
  t.strictSame(news('held', 'sent'), [])
  t.strictSame(news('sent', 'sent'), [])
  t.strictSame(news('settled', 'settled'), [])
})
