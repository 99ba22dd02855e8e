// What a whole report of a polled source comes to for one deposit: which payments change, what the
// deposit has received, and in what state that leaves it.
import { test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import { decideAll, type Evidence, type Known, type Noted } from '../../src/deposit/decide.ts'

const MIN = msat(1000)

const seen = (
  payment: string,
  state: Evidence['state'],
  amount = 5000,
  confirmations?: number
): Evidence => ({
  method: 'BTC-CHAIN',
  payment,
  state,
  amountMsat: msat(amount),
  confirmations
})

const noted = (payment: string, state: Noted, amount = 5000, confirmations?: number): Known => ({
  method: 'BTC-CHAIN',
  payment,
  state,
  amountMsat: msat(amount),
  confirmations
})

type Asked = {
  readonly state?: 'pending' | 'expired' | 'settled'
  readonly known?: readonly Known[]
  readonly payments?: readonly Evidence[]
  readonly over?: boolean
}

/** Each move as `payment: step`, with what a note becomes. */
function told({ state = 'pending', known = [], payments = [], over = false }: Asked) {
  const verdict = decideAll(state, known, { payments, over }, MIN)
  const moves = verdict.moves.map(({ evidence, step }) => {
    const what = step.is === 'note' ? `note ${step.to}` : step.is
    return `${evidence.payment}: ${what}`
  })
  return { moves, state: verdict.state, receivedMsat: verdict.receivedMsat }
}

test('nothing seen changes nothing', async t => {
  t.strictSame(told({}), { moves: [], state: 'pending', receivedMsat: null })
})

test('a deposit that is over expires if nothing was paid, and stays what it was else', async t => {
  t.equal(told({ over: true }).state, 'expired')
  t.equal(told({ state: 'expired' }).state, 'expired')
  t.equal(told({ state: 'expired', over: true }).state, 'expired')
  t.equal(told({ state: 'settled', over: true }).state, 'settled')
  t.equal(told({ payments: [seen('a', 'pending')], over: true }).state, 'expired')
  t.equal(told({ payments: [seen('a', 'settled')], over: true }).state, 'settled')
})

test('settled payments are credited, each with what was paid, also after the end', async t => {
  const payments = [seen('a', 'settled', 5000), seen('b', 'settled', 7000)]
  const paid = {
    moves: ['a: credit', 'b: credit'],
    state: 'settled',
    receivedMsat: msat(12_000)
  }
  t.strictSame(told({ payments }), paid)
  t.strictSame(told({ payments, state: 'expired' }), paid)
})

test('what is only seen is neither received nor an end', async t => {
  const both = told({ payments: [seen('a', 'pending', 9000), seen('b', 'settled')] })
  t.strictSame(both, {
    moves: ['a: note pending', 'b: credit'],
    state: 'settled',
    receivedMsat: msat(5000)
  })
  t.strictSame(told({ payments: [seen('a', 'pending')] }), {
    moves: ['a: note pending'],
    state: 'pending',
    receivedMsat: null
  })
})

test('the minimum is enough, and a msat below it is small', async t => {
  t.strictSame(told({ payments: [seen('a', 'settled', 1000)] }).moves, ['a: credit'])
  t.strictSame(told({ payments: [seen('a', 'settled', 999)] }), {
    moves: ['a: note small'],
    state: 'pending',
    receivedMsat: null
  })
})

test('without a minimum a payment of nothing is small, and one of 1 msat is credited', async t => {
  const moves = (amount: number) =>
    decideAll('pending', [], { payments: [seen('a', 'settled', amount)], over: false }, msat(0))
      .moves
  t.match(moves(0), [{ step: { is: 'note', to: 'small' } }])
  t.match(moves(1), [{ step: { is: 'credit' } }])
})

test('what was credited or lost before counts as received, what was only noted does not', async t => {
  const received = (state: Noted) => {
    const report: Evidence['state'] = state === 'pending' ? 'pending' : 'settled'
    const payments = state === 'lost' || state === 'vanished' ? [] : [seen('a', report)]
    return told({ known: [noted('a', state)], payments }).receivedMsat
  }
  t.equal(received('credited'), msat(5000))
  t.equal(received('lost'), msat(5000))
  t.equal(received('pending'), null)
  t.equal(received('vanished'), null)
  t.equal(received('small'), null)
})

test('a known credit and a new one add up, and only the new one moves', async t => {
  const payments = [seen('a', 'settled'), seen('b', 'settled', 2000)]
  t.strictSame(told({ state: 'settled', known: [noted('a', 'credited')], payments }), {
    moves: ['b: credit'],
    state: 'settled',
    receivedMsat: msat(7000)
  })
})

test('the same report again changes nothing', async t => {
  const payments = [seen('a', 'settled'), seen('b', 'pending'), seen('c', 'settled', 10)]
  const known = [noted('a', 'credited'), noted('b', 'pending'), noted('c', 'small', 10)]
  t.strictSame(told({ known, payments }).moves, [])
})

test('a payment no longer reported is gone: the house loses what was credited', async t => {
  const known = [noted('a', 'credited'), noted('b', 'pending'), noted('c', 'vanished')]
  const verdict = decideAll('settled', known, { payments: [], over: false }, MIN)
  t.strictSame(verdict.moves, [
    {
      evidence: { method: 'BTC-CHAIN', payment: 'a', amountMsat: msat(5000), state: 'gone' },
      known: 'credited',
      step: { is: 'lose' }
    },
    {
      evidence: { method: 'BTC-CHAIN', payment: 'b', amountMsat: msat(5000), state: 'gone' },
      known: 'pending',
      step: { is: 'note', to: 'vanished' }
    }
  ])
  t.equal(verdict.receivedMsat, msat(5000), 'what was credited once stays told')
})

test('what is lost and reappears is regained, and is not credited again', async t => {
  const known = [noted('a', 'lost')]
  t.strictSame(told({ state: 'settled', known, payments: [seen('a', 'settled')] }), {
    moves: ['a: regain'],
    state: 'settled',
    receivedMsat: msat(5000)
  })
})

test('the same payment by another method, or of another name, is another payment', async t => {
  const other = { ...seen('a', 'settled'), method: 'LTC-CHAIN' }
  const known = [noted('a', 'credited')]
  t.strictSame(
    told({ known, payments: [seen('a', 'settled'), other, seen('A', 'settled')] }).moves,
    ['a: credit', 'A: credit']
  )
})

test('reported twice it counts once, by what was said last', async t => {
  t.strictSame(told({ payments: [seen('a', 'pending'), seen('a', 'settled')] }).moves, [
    'a: credit'
  ])
})

test('confirmations that changed are noted, and only for what is not final', async t => {
  const moves = (known: Known, one: Evidence) => told({ known: [known], payments: [one] }).moves
  const pending = noted('a', 'pending', 5000, 1)
  t.strictSame(moves(pending, seen('a', 'pending', 5000, 2)), ['a: note pending'])
  t.strictSame(moves(pending, seen('a', 'pending', 5000, 1)), [])
  t.strictSame(moves(pending, seen('a', 'pending')), [], 'a source that counts none')
  t.strictSame(moves(noted('a', 'pending'), seen('a', 'pending', 5000, 0)), ['a: note pending'])
  t.strictSame(moves(pending, seen('a', 'settled', 5000, 2)), ['a: credit'])
  for (const state of ['credited', 'small', 'lost'] as const)
    t.strictSame(moves(noted('a', state, 5000, 1), seen('a', 'pending', 5000, 2)), [], state)
  t.strictSame(moves(noted('a', 'credited', 5000, 3), seen('a', 'settled', 5000, 4)), [])
})
