// A turn, or a sum, is given by what all have out, and by one gateway at a time.
import { test } from 'tap'
import { newId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { blankInFlight, follow, claimSum, claimTurn } from '../../src/ledger/in-flight.ts'
import { readInFlight } from '../../src/ledger/read-in-flight.ts'
import { openSession } from '../../src/ledger/session.ts'
import { statement } from '../../src/db/statement.ts'
import type { Claim, InFlightClaim, Unit } from '../../src/ledger/unit.ts'
import { books } from './harness/books.ts'
import { hold, payment, send } from './harness/units.ts'

const [alice, bob] = [newId(), newId()]
const sat = msat(1_000)
const WIDE: InFlightClaim = { calls: 9, callsOfRoot: 9, sumMsat: null }

/** What is out by these roots, and a payment of the first that asks. */
function asking(...roots: readonly Id[]) {
  const inFlight = { ...blankInFlight(), counted: true }
  for (const root of roots) inFlight.sent.set(newId(), { root, amountMsat: sat })
  const one = newId()
  inFlight.asking.set(one, { root: roots[0] ?? alice, amountMsat: sat })
  const turn = (room: Partial<InFlightClaim>) =>
    claimTurn(inFlight, { is: 'turn', payment: one, room: { ...WIDE, ...room } })
  return { inFlight, one, turn }
}
const no = (of: string) => ({ is: 'no_room', of })

test('one more goes below the bounds, never at them', async t => {
  const { turn, inFlight } = asking(alice, alice, bob)
  t.equal(turn({ calls: 4, callsOfRoot: 3, sumMsat: msat(4_000) }), undefined)
  t.same(turn({ calls: 3 }), no('calls'))
  t.same(turn({ callsOfRoot: 2 }), no('root'))
  t.same(turn({ sumMsat: msat(3_999) }), no('sum'))
  inFlight.counted = false
  t.same(turn({}), no('busy'))
})

test('units of one batch see what those before them have sent and ended', async t => {
  const { inFlight, one, turn } = asking(alice)
  const row = { table: 'payment', write: 'update', set: {} } as const
  follow(inFlight, { ...row, id: one, state: 'sent' })
  t.same(turn({ calls: 2 }), no('calls'))
  follow(inFlight, { ...row, id: one, state: 'settled' })
  t.equal(turn({ calls: 2 }), undefined)
})

test('a sum is of all that a root has, and of what the batch has just held', async t => {
  const { inFlight } = asking()
  const claim = { is: 'sum', account: bob, amountMsat: sat, maxMsat: msat(2_500) } as const
  t.same(claimSum(inFlight, claim), no('busy'))
  inFlight.roots.set(bob, alice)
  inFlight.sums.set(alice, sat)
  t.equal(claimSum(inFlight, claim), undefined)
  const set = { account: bob, amount_msat: sat }
  follow(inFlight, { table: 'payment', id: newId(), state: 'held', write: 'insert', set })
  t.same(claimSum(inFlight, claim), no('sum'))
})

const withTurn = (unit: Unit, payment: Id, room: Partial<InFlightClaim>): Unit => {
  const turn: Claim = { is: 'turn', payment, room: { ...WIDE, ...room } }
  return { ...unit, claims: [...unit.claims, turn] }
}

test('of many that ask two committers at once, as many go as there is room for', async t => {
  const b = await books(t)
  const user = await b.user(1_000_000)
  const both = [b.another(), b.another()] as const
  const all = Array.from({ length: 12 }, () => payment(user))
  await Promise.all(all.map(one => b.commit(hold(one))))
  const room = { calls: 5 }
  const ask = async (n: number): Promise<string> => {
    const one = all[n] ?? payment(user)
    const commit = n % 2 === 0 ? both[0] : both[1]
    const verdict = await commit(withTurn(send(one), one.id, room))
    if (verdict.is === 'committed') return 'sent'
    if (verdict.why.is !== 'no_room') return verdict.why.is
    return verdict.why.of === 'busy' ? ask(n) : verdict.why.of
  }
  const told = await Promise.all(all.map((_, n) => ask(n)))
  t.equal(told.filter(what => what === 'sent').length, 5)
  t.equal(told.filter(what => what === 'calls').length, 7)
})

test('a gateway that stands still while it counts holds up no unit that asks for no turn', async t => {
  const b = await books(t)
  const user = await b.user(1_000_000)
  const [asks, only] = [payment(user), payment(user)]
  await b.commit(hold(asks))
  const frozen = await openSession(b.url)
  t.teardown(() => frozen.drop())
  const lock = statement(`select pg_try_advisory_xact_lock(hashtextextended('turn', 0))`)
  await frozen.group([statement('begin'), lock])
  const told = await Promise.all([
    b.commit(withTurn(send(asks), asks.id, {})),
    b.commit(hold(only))
  ])
  t.same(told, [{ is: 'refused', why: no('busy') }, { is: 'committed' }])
  await frozen.group([statement('rollback')])
  t.same(await b.commit(withTurn(send(asks), asks.id, {})), { is: 'committed' })
  t.match(await b.commit(withTurn(send(asks), asks.id, { calls: 0 })), {
    is: 'refused',
    why: { is: 'state_differs', state: 'sent' }
  })
})

test('what is out is counted by an index, however much is over', async t => {
  const b = await books(t)
  const session = await openSession(b.url)
  t.teardown(() => session.drop())
  const [, sent, sums] = readInFlight([newId()], [newId()])
  for (const read of [sent, sums]) {
    const text = `explain (generic_plan) ${read?.statement.text ?? ''}`
    const [explained] = await session.group([{ name: '', text, values: [] }])
    const plan = explained?.status === 'fulfilled' ? explained.value.rows.flat().join('\n') : ''
    t.match(plan, /payment_in_flight/, plan)
    t.notMatch(plan, /Seq Scan|Hash Join|Merge Join/, plan)
  }
})
