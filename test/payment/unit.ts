// What a decision comes down to in the ledger.
import { test } from 'tap'
import { HOUSE, heldAccountOf, newId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import type { Move, State } from '../../src/payment/decide.ts'
import { unitOf } from '../../src/payment/unit.ts'

const payment = { id: newId(), account: newId(), purchase: null, budgeted: false }
const amountMsat = msat(5)
const held = heldAccountOf(payment.account)

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

test('an end tells the budgets what left the hold for good, and nothing else does', async t => {
  const told = (from: State, next: State, moves: readonly Move[] = [], budgeted = true) =>
    unitOf({ payment: { ...payment, budgeted }, newId }, from, { next, moves }, {}).claims
  const kept = (keptMsat: bigint) => [{ is: 'unspend', subject: payment.id, keptMsat }]
  const moves: readonly Move[] = [
    { kind: 'settle', from: 'held', to: 'lightning', amountMsat: msat(5) },
    { kind: 'surcharge', from: 'held', to: 'surcharges', amountMsat: msat(2) },
    { kind: 'change', from: 'held', to: 'user', amountMsat: msat(3) },
    { kind: 'loss', from: 'losses', to: 'lightning', amountMsat: msat(9) }
  ]
  t.strictSame(told('sent', 'settled', moves), kept(7n))
  const released: Move = { kind: 'release', from: 'held', to: 'user', amountMsat }
  t.strictSame(told('held', 'released', [released]), kept(0n))
  t.strictSame(told('sent', 'settled', moves, false), [], 'without a budget nothing is added')
  for (const [from, next] of [
    ['held', 'sent'],
    ['sent', 'sent'],
    ['settled', 'settled']
  ] as const)
    t.strictSame(told(from, next), [])
})
