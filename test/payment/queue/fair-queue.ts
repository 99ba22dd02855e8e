// Who may call the node next.
import fc from 'fast-check'
import { test } from 'tap'
import { newId, type Id } from '../../../src/core/ids.ts'
import { msat } from '../../../src/core/msat.ts'
import type { Limits, Owner } from '../../../src/payment/queue/fairness.ts'
import {
  limitsFor,
  fairQueue,
  type OutNow,
  type Turn,
  type FairQueue
} from '../../../src/payment/queue/fair-queue.ts'

const LIMITS: Limits = { calls: 8, slow: 2, perAccount: 2, slowPerAccount: 1 }
const never = new AbortController().signal
const somebody = (): Owner => ({ root: newId(), paid: 100, selfMade: false })
const [alice, bob, carol] = [somebody(), somebody(), somebody()]
const amountMsat = msat(1_000)

/** Turns that were asked for, in the order in which they were given. */
function line(limits = LIMITS) {
  const fair = fairQueue(limits)
  const given: string[] = []
  const held = new Map<string, Turn>()
  const ask = (name: string, owner: Owner, declared = false, signal = never): void => {
    void fair.take(newId(), { owner, amountMsat, declared }, signal).then(turn => {
      given.push(turn === undefined ? `${name} left` : name)
      if (turn !== undefined) held.set(name, turn)
    })
  }
  const end = async (name: string): Promise<void> => {
    held.get(name)?.done()
    await settled()
  }
  return { fair, given, held, ask, end }
}
const settled = (): Promise<unknown> => new Promise(resolve => setImmediate(resolve))
const seen = (sent: OutNow['sent'], waiting: readonly Id[] = []) =>
  Promise.resolve({ sent, waiting })
const out = (owner: Owner, aged = false) => ({
  payment: newId(),
  root: owner.root,
  amountMsat,
  declared: false,
  aged
})

test('one that is alone may use half of the calls, and no more', async t => {
  const { fair, given, ask, end } = line()
  for (const name of ['1', '2', '3', '4', '5']) ask(name, alice)
  await settled()
  t.strictSame(given, ['1', '2', '3', '4'])
  t.strictSame(fair.counts(), { calls: 4, slow: 0, waiting: 1 })
  await end('1')
  t.strictSame(given.at(-1), '5')
  await end('1')
  t.strictSame(fair.counts(), { calls: 4, slow: 0, waiting: 0 }, 'a turn ends once')
})

test('while others wait, one gets no more than its share, and they take turns', async t => {
  const { fair, given, ask, end } = line()
  for (const name of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6']) ask(name, alice)
  for (const name of ['b1', 'b2', 'b3']) ask(name, bob)
  ask('c1', carol)
  await settled()
  t.strictSame(given, ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1'])
  t.strictSame(fair.counts(), { calls: 7, slow: 0, waiting: 3 })
  await end('a1')
  await end('a2')
  t.strictSame(given.slice(7), [], 'alice still has her share')
  await end('a3')
  t.strictSame(given.slice(7), ['a5'])
  await end('b1')
  t.strictSame(given.slice(8), ['b3'])
})

test('a call that has been out for long makes room, as far as there is any for long ones', async t => {
  const { fair, given, held, ask, end } = line()
  for (const name of ['1', '2', '3', '4', '5', '6', '7']) ask(name, alice)
  await settled()
  for (const name of ['1', '1', '2', '3']) held.get(name)?.slow()
  await settled()
  t.strictSame(fair.counts(), { calls: 3, slow: 2, waiting: 2 })
  t.ok(fair.clogs(alice.root))
  t.notOk(fair.clogs(bob.root))
  t.strictSame(given, ['1', '2', '3', '4', '5'], 'whoever fills that class gets no more')
  ask('b', bob)
  await settled()
  t.strictSame(given.at(-1), 'b')
  await end('1')
  t.ok(fair.clogs(alice.root), 'the one that was late for it takes the room')
  await end('2')
  t.notOk(fair.clogs(alice.root))
})

test('one that will be long starts apart, one for each while others wait', async t => {
  const { fair, given, ask, end } = line()
  ask('a1', alice, true)
  ask('a2', alice, true)
  ask('a3', alice, true)
  ask('b1', bob, true)
  await settled()
  t.strictSame(given, ['a1', 'a2'])
  t.strictSame(fair.counts(), { calls: 0, slow: 2, waiting: 2 })
  await end('a1')
  t.strictSame(given, ['a1', 'a2', 'b1'])
})

test('who stops waiting leaves the line, and who comes too late is not let in', async t => {
  const { fair, given, ask } = line({ ...LIMITS, calls: 0 })
  const [first, second] = [new AbortController(), new AbortController()]
  ask('1', alice, false, first.signal)
  ask('2', alice, false, second.signal)
  ask('3', alice, false, AbortSignal.abort())
  first.abort()
  second.abort()
  await settled()
  t.strictSame(given.sort(), ['1 left', '2 left', '3 left'])
  t.strictSame(fair.counts(), { calls: 0, slow: 0, waiting: 0 })
})

test('with more channels more calls go out', async t => {
  const { fair, given, ask } = line({ ...LIMITS, calls: 1 })
  for (const name of ['1', '2', '3']) ask(name, alice)
  await settled()
  t.strictSame(given, ['1'])
  fair.limit(LIMITS)
  await settled()
  t.strictSame(given, ['1', '2', '3'])
  const channel = (connected: boolean, normal: boolean) => ({ connected, normal })
  t.equal(limitsFor([]).calls, 16)
  t.equal(limitsFor([channel(true, true), channel(false, true), channel(true, false)]).calls, 16)
  t.equal(limitsFor([channel(true, true), channel(true, true)]).calls, 32)
})

test('what other gateways have out takes turns here, until it has ended there', async t => {
  const { fair, given, ask } = line()
  const elsewhere = Array.from({ length: 8 }, () => out(somebody()))
  await fair.look(() => seen(elsewhere))
  ask('a', alice)
  await settled()
  t.strictSame(given, [])
  await fair.look(() => seen(elsewhere.slice(1)))
  await settled()
  t.strictSame(given, ['a'])
  t.equal(fair.counts().calls, 8, 'what is about to be sent is counted with what is read')
})

test('who waits at another gateway is one of the others', async t => {
  const { fair, given, ask } = line()
  await fair.look(() => seen([], [bob.root, alice.root]))
  for (const name of ['1', '2', '3']) ask(name, alice)
  await settled()
  t.strictSame(given, ['1', '2'], 'her share')
})

test('who waits is given what was paid elsewhere meanwhile', async t => {
  const { fair, given, ask } = line()
  const stranger: Owner = { root: newId(), paid: 0, selfMade: true }
  const elsewhere = Array.from({ length: 7 }, () => out(somebody()))
  await fair.look(() => seen(elsewhere))
  ask('1', stranger)
  ask('2', stranger)
  await settled()
  t.strictSame(given, [])
  t.strictSame(fair.roots(), [stranger.root])
  await fair.look(() => seen(elsewhere), [{ ...stranger, paid: 100 }, alice])
  await settled()
  t.strictSame(given, ['1'])
  await fair.look(() => seen(elsewhere.slice(2)))
  await settled()
  t.strictSame(given, ['1', '2'])
  t.strictSame(fair.roots(), [])
})

test('what ended while the database was asked is not out again', async t => {
  const { fair, given, ask } = line()
  ask('a', alice)
  await settled()
  const payment = out(alice)
  const turn = await fair.take(
    payment.payment,
    { owner: alice, amountMsat, declared: false },
    never
  )
  await fair.look(async () => {
    turn?.done()
    return seen([payment])
  })
  t.strictSame(given, ['a'])
  t.equal(fair.counts().calls, 1)
  // A success is told before its end is written: what is read in between goes with the second time.
  await fair.look(() => seen([payment]))
  t.equal(fair.counts().calls, 2)
  turn?.done()
  t.equal(fair.counts().calls, 1)
})

type Act = {
  readonly is: 'take' | 'slow' | 'done' | 'leave'
  readonly who: number
  readonly long: boolean
}
const acts = fc.array(
  fc.record({
    is: fc.constantFrom<Act['is'][]>('take', 'take', 'take', 'slow', 'done', 'leave'),
    who: fc.nat({ max: 5 }),
    long: fc.boolean()
  }),
  { maxLength: 80 }
)
const people = Array.from({ length: 6 }, somebody)

test('whatever happens, the bounds are kept, and when all calls end nobody is left waiting', async t => {
  await t.resolves(
    fc.assert(
      fc.asyncProperty(acts, async all => {
        const fair = fairQueue(LIMITS)
        const out: Turn[] = []
        const waiting: AbortController[] = []
        for (const { is, who, long } of all) {
          if (is === 'take') waiting.push(take(fair, people[who % 6] ?? alice, long, out))
          if (is === 'slow') out[who % (out.length || 1)]?.slow()
          if (is === 'done') out.splice(who % (out.length || 1), 1)[0]?.done()
          if (is === 'leave') waiting.splice(who % (waiting.length || 1), 1)[0]?.abort()
          await settled()
          const { calls, slow } = fair.counts()
          if (calls > LIMITS.calls || slow > LIMITS.slow) return false
        }
        while (out.length > 0) {
          out.shift()?.done()
          await settled()
        }
        const { calls, slow, waiting: left } = fair.counts()
        return calls === 0 && slow === 0 && left === 0
      }),
      { numRuns: 200 }
    )
  )
})

function take(fair: FairQueue, owner: Owner, declared: boolean, out: Turn[]): AbortController {
  const leaving = new AbortController()
  void fair.take(newId(), { owner, amountMsat, declared }, leaving.signal).then(turn => {
    if (turn !== undefined) out.push(turn)
  })
  return leaving
}
