import fc from 'fast-check'
import { test } from 'tap'
import { newId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { decide, depositOf, isOurs, depositLabel, type State } from '../../src/deposit/decide.ts'

const paid = (label: string, amount = 5) => ({ label, amountMsat: msat(amount) })
const ours = paid(depositLabel(newId()))

test('what an invoice that was paid is to the books', t => {
  for (const from of ['creating', 'pending', 'expired'] as const) {
    t.same(decide(ours, from, false), { is: 'credit', from })
  }
  t.same(decide(ours, 'settled', false), { is: 'suspense', why: 'settled before' })
  t.same(decide(ours, undefined, false), { is: 'suspense', why: 'no such deposit' })
  t.same(decide(paid('dep:nonsense'), undefined, false), {
    is: 'suspense',
    why: 'no such deposit'
  })
  t.same(decide(paid('btcpay-7'), undefined, false), { is: 'foreign' })
  t.same(decide(paid(ours.label, 0), 'pending', false), { is: 'foreign' })
  t.end()
})

const state = fc.constantFrom<State | undefined>(
  'creating',
  'pending',
  'settled',
  'expired',
  undefined
)
const label = fc.oneof(
  fc.string(),
  fc.string().map(s => `dep:${s}`),
  fc.constant(ours.label)
)

test('what has a receipt is never booked again', t => {
  fc.assert(fc.property(label, state, (name, s) => decide(paid(name), s, true).is === 'known'))
  t.end()
})

test('of money that came to a label of ours not one msat is dropped', t => {
  fc.assert(
    fc.property(label, state, fc.integer({ min: 1 }), (name, s, amount) => {
      const booking = decide(paid(name, amount), s, false)
      return isOurs(name) === (booking.is === 'credit' || booking.is === 'suspense')
    })
  )
  t.end()
})

test('a label names its deposit and nothing else does', t => {
  const id = newId()
  t.equal(depositOf(depositLabel(id)), id)
  const others = ['', 'dep:', id, `dep:${id} `, `dep: ${id}`, `dep:${id.toUpperCase()}`]
  for (const other of [...others, `lapp:${id}`, `pay:${id}`, `0000${id}`]) {
    t.equal(depositOf(other), undefined)
  }
  fc.assert(fc.property(fc.uuid(), uuid => depositOf(depositLabel(uuid as Id)) === uuid))
  t.end()
})
