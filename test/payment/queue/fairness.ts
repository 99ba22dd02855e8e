// Whose turn may be taken from whom: nobody's.
import fc from 'fast-check'
import { test } from 'tap'
import { newId, type Id } from '../../../src/core/ids.ts'
import { msat } from '../../../src/core/msat.ts'
import {
  callsAllowed,
  isClogging,
  roomFor,
  callsOut,
  type Call,
  type Caps,
  type Limits,
  type Owner
} from '../../../src/payment/queue/fairness.ts'

const LIMITS: Limits = { calls: 16, slow: 8, perAccount: 3, slowPerAccount: 1 }
const CAPS: Caps = { perRoot: 30, rootMsat: undefined, gatewayMsat: undefined }
const sat = msat(1_000)
const owner = (paid: number, selfMade = false, root = newId()): Owner => ({ root, paid, selfMade })
const call = (root: Id, more: Partial<Call> = {}): Call => ({
  root,
  amountMsat: sat,
  declared: false,
  aged: false,
  ...more
})
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)

/** Whether this owner may go while these are out. */
const goes = (
  who: Owner,
  calls: readonly Call[],
  { caps = CAPS, declared = false, othersWait = true } = {}
): boolean =>
  roomFor(
    { owner: who, amountMsat: sat, declared },
    callsOut(calls, LIMITS),
    LIMITS,
    caps,
    othersWait
  ) !== undefined

test('what a root has paid without delay opens the turns that are kept from others', async t => {
  const open = (paid: number, selfMade = false): number => {
    const out: Call[] = []
    while (goes(owner(paid, selfMade), out)) out.push(call(newId()))
    return out.length
  }
  t.equal(open(0, true), 10, 'a stranger')
  t.equal(open(1, true), 12)
  t.equal(open(0), 12, 'made by an operator')
  t.equal(open(9), 12)
  t.equal(open(10), 14)
  t.equal(open(30), 15)
  t.equal(open(99), 15)
  t.equal(open(100), 16)
})

test('a root that is late, or has its share, gets no more than half of the turns', async t => {
  const late = owner(100)
  const aged = [...times(9, () => call(newId(), { aged: true })), call(late.root, { aged: true })]
  const { overdue, slow } = callsOut(aged, LIMITS).of(late.root)
  t.same({ overdue, slow }, { overdue: 1, slow: 0 })
  t.ok(goes(late, [...aged, ...times(5, () => call(newId()))]))
  t.notOk(goes(late, [...aged, ...times(6, () => call(newId()))]), 'with eight that are not slow')
  t.ok(goes(owner(100), [...aged, ...times(13, () => call(newId()))]))
  const second = owner(9)
  t.ok(goes(second, [call(second.root), ...times(7, () => call(newId()))]))
  t.notOk(goes(second, [call(second.root), ...times(8, () => call(newId()))]), 'hardly known')
  const busy = owner(100)
  const alone = { othersWait: false }
  t.ok(
    goes(
      busy,
      times(7, () => call(busy.root)),
      alone
    )
  )
  t.notOk(
    goes(
      busy,
      times(8, () => call(busy.root)),
      alone
    )
  )
  t.notOk(
    goes(
      busy,
      times(3, () => call(busy.root))
    ),
    'its share, while others wait'
  )
})

test('a stranger begins with one call, and gets one more for every three payments', async t => {
  const grown = [0, 1, 2, 3, 5, 6, 29, 87, 99].map(paid => callsAllowed(owner(paid, true), CAPS))
  t.same(grown, [1, 1, 1, 2, 2, 3, 10, 30, 30])
  t.equal(callsAllowed(owner(0), CAPS), 30)
  t.equal(callsAllowed(owner(99, true), { ...CAPS, perRoot: 4 }), 4)
  const stranger = owner(0, true)
  t.ok(goes(stranger, []))
  t.notOk(goes(stranger, [call(stranger.root, { aged: true })]), 'a slow one counts as well')
  const two = owner(3, true)
  t.ok(goes(two, [call(two.root)]))
  t.notOk(goes(two, [call(two.root), call(two.root)]))
})

test('no root has more out than an operator says, nor all a greater sum', async t => {
  const who = owner(100)
  const four = { ...CAPS, perRoot: 4 }
  const alone = { caps: four, othersWait: false }
  t.ok(
    goes(
      who,
      times(3, () => call(who.root)),
      alone
    )
  )
  t.notOk(
    goes(
      who,
      times(4, () => call(who.root)),
      alone
    )
  )
  const sum = { caps: { ...CAPS, gatewayMsat: msat(5_000) } }
  t.ok(
    goes(
      who,
      times(4, () => call(newId())),
      sum
    )
  )
  t.notOk(
    goes(
      who,
      times(5, () => call(newId())),
      sum
    )
  )
})

test('the slow class takes one of each root first, and what was declared before all', async t => {
  const [a, b] = [newId(), newId()]
  const aged = [...times(9, () => call(a, { aged: true })), call(b, { aged: true })]
  const seen = callsOut(aged, LIMITS)
  t.same(seen.of(a), { all: 9, fast: 2, slow: 7, overdue: 2 })
  t.same(seen.of(b), { all: 1, fast: 0, slow: 1, overdue: 0 })
  t.ok(isClogging(seen, a, LIMITS))
  t.ok(goes(owner(10), aged, { declared: true }), 'and puts one out that is merely late')
  t.notOk(
    goes(
      owner(10),
      times(8, () => call(newId(), { declared: true })),
      { declared: true }
    ),
    'never one that was declared as well'
  )
})

const anyOwner = fc.record({ paid: fc.nat({ max: 100 }), selfMade: fc.boolean() })
const anyCalls = fc.array(
  fc.record({ who: fc.nat({ max: 9 }), declared: fc.boolean(), aged: fc.boolean() }),
  { maxLength: 60 }
)
const roots = times(10, newId)
const callsOf = (all: readonly { who: number; declared: boolean; aged: boolean }[]): Call[] =>
  all.map(({ who, ...more }) => call(roots[who] ?? newId(), more))

test('whatever is out, every call is in one class, and no class is above its bound by a turn that was given', async t => {
  fc.assert(
    fc.property(
      anyCalls,
      anyOwner,
      fc.boolean(),
      fc.boolean(),
      (all, who, declared, othersWait) => {
        const calls = callsOf(all)
        const before = callsOut(calls, LIMITS)
        const mine: Owner = { root: roots[0] ?? newId(), ...who }
        const wish = { owner: mine, amountMsat: sat, declared }
        const room = roomFor(wish, before, LIMITS, CAPS, othersWait)
        if (before.fast + before.slow !== calls.length || before.slow > LIMITS.slow) return false
        if (room === undefined) return true
        const after = callsOut([...calls, call(mine.root, { declared })], LIMITS)
        return (
          calls.length < room.calls &&
          before.of(mine.root).all < room.callsOfRoot &&
          after.slow <= LIMITS.slow &&
          (after.fast <= LIMITS.calls || after.fast <= before.fast) &&
          after.of(mine.root).all <= callsAllowed(mine, CAPS)
        )
      }
    ),
    { numRuns: 2_000 }
  )
  t.pass()
})

test('who has paid more, and is not late, is never behind who has paid less', async t => {
  fc.assert(
    fc.property(anyCalls, anyOwner, fc.nat({ max: 50 }), (all, who, more) => {
      const calls = callsOf(all).filter(({ root }) => root !== roots[0])
      const mine: Owner = { root: roots[0] ?? newId(), ...who }
      const better: Owner = { ...mine, paid: mine.paid + more }
      return !goes(mine, calls) || goes(better, calls)
    }),
    { numRuns: 1_000 }
  )
  t.pass()
})

test('roots that have not paid never take the last turns, however many they are', async t => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 400 }), ages => {
      const out: Call[] = []
      for (const aged of ages) {
        const who = owner(0, true)
        if (goes(who, out)) out.push(call(who.root, { aged }))
        // Each of those that hold becomes late in its time.
        out.forEach((one, i) => (out[i] = { ...one, aged: one.aged || aged }))
      }
      return (
        goes(owner(1, true), out) && goes(owner(100), [...out, ...times(5, () => call(newId()))])
      )
    }),
    { numRuns: 300 }
  )
  t.pass()
})
