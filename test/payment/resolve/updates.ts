// Who waits for a payment is woken when the node says that something of it has changed.
import { test, type Test } from 'tap'
import type { EndedPart } from '../../../src/lightning/port.ts'
import { paymentUpdates, type Line } from '../../../src/payment/resolve/updates.ts'
import { startSandbox, type StartSandbox } from '../../../src/sandbox/spawn.ts'
import { leapingClock } from '../harness/clock.ts'
import { room } from '../harness/room.ts'

type Asked = {
  readonly next: number
  readonly signal: AbortSignal
  readonly answer: (index: number) => void
  readonly fail: () => void
}

/** A node whose answers the test gives, and whose rows are those of the indexes given. */
function stage(rows: Readonly<Record<number, string>> = {}) {
  const asked: Asked[] = []
  const listed: number[] = []
  let arrived = Promise.withResolvers<undefined>()
  const node = {
    updatedIndex(next: number, signal: AbortSignal): Promise<number> {
      const { promise, resolve, reject } = Promise.withResolvers<number>()
      const fail = () => reject(new Error('gone'))
      signal.addEventListener('abort', fail)
      asked.push({ next, signal, answer: resolve, fail })
      arrived.resolve(undefined)
      return promise
    },
    endedParts(from: number, limit: number): Promise<readonly EndedPart[]> {
      listed.push(from)
      const page = Object.entries(rows)
        .map(([index, paymentHash]) => ({ updatedIndex: Number(index), paymentHash }) as EndedPart)
        .filter(part => part.updatedIndex >= from)
      return Promise.resolve(page.slice(0, limit))
    }
  }
  const stop = new AbortController()
  const clock = leapingClock()
  const quiet = (): void => undefined
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
  const { line } = paymentUpdates({ node, clock, stop: stop.signal, log })
  return {
    line,
    clock,
    stop,
    asked,
    listed,
    /** The next question that the node is asked. */
    question: async (): Promise<Asked> => {
      while (asked.length === 0) {
        await arrived.promise
        arrived = Promise.withResolvers()
      }
      return asked.shift() as Asked
    }
  }
}

/** A pause of an hour, and whether it is over. */
function rest(line: Line, ms = 3_600_000) {
  const state = { over: false }
  const given = new AbortController()
  const done = line.pause(ms, given.signal).then(() => (state.over = true))
  return { state, done, giveUp: () => given.abort() }
}

test('a change wakes whose it is and nobody else, also where the index jumps', async t => {
  const { line, question, listed, stop } = stage({ 6: 'aa', 8: 'xx', 9: 'bb' })
  const lines = ['aa', 'bb', 'cc'].map(line)
  const first = lines.map(one => rest(one))
  const learnt = await question()
  t.equal(learnt.next, 0)
  learnt.answer(5)
  await Promise.all(first.map(one => one.done))
  // Who comes while the index is asked for looks once more than the others.
  await Promise.all(lines.map(one => rest(one, 0).done))
  const [aa, bb, cc] = lines.map(one => rest(one))
  const jump = await question()
  t.equal(jump.next, 6)
  jump.answer(9)
  await Promise.all([aa?.done, bb?.done])
  t.equal(cc?.state.over, false)
  const empty = await question()
  t.equal(empty.next, 10)
  empty.answer(12)
  t.equal((await question()).next, 13, 'an index without a row is passed over')
  t.strictSame(listed, [6, 10])
  t.equal(cc?.state.over, false)
  stop.abort()
  cc?.giveUp()
})

test('what changes between two pauses ends the second', async t => {
  const { line, question, stop } = stage({ 1: 'aa' })
  const one = line('aa')
  const first = rest(one)
  ;(await question()).answer(0)
  await first.done
  ;(await question()).answer(1)
  await question()
  await rest(one).done
  const third = rest(one)
  await new Promise(setImmediate)
  t.equal(third.state.over, false)
  third.giveUp()
  await third.done
  stop.abort()
})

test('a node that was away is asked again, whatever its index is then, and all look', async t => {
  const { line, clock, question, stop } = stage()
  const one = line('aa')
  const first = rest(one)
  ;(await question()).answer(70)
  await first.done
  const second = rest(one)
  ;(await question()).fail()
  await clock.asleep(500)
  clock.leap(500)
  const again = await question()
  t.equal(again.next, 0)
  t.equal(second.state.over, false)
  again.answer(3)
  await second.done
  t.equal((await question()).next, 4)
  stop.abort()
})

test('the node is asked only as long as somebody waits for long', async t => {
  const { line, asked, question, stop } = stage()
  const [one, other] = [line('aa'), line('bb')]
  await rest(one, 1).done
  one.leave()
  t.equal(asked.length, 0)
  const [first, second] = [rest(one), rest(other)]
  ;(await question()).answer(1)
  await Promise.all([first.done, second.done])
  const out = await question()
  one.leave()
  t.equal(out.signal.aborted, false)
  other.leave()
  t.equal(out.signal.aborted, true)
  const late = rest(line('cc'))
  ;(await question()).answer(1)
  await late.done
  stop.abort()
})

test('an end after the answer is noticed when the node tells of it, an hour before the next look', async t => {
  const { house, alice, payer, opened } = await unanswered(t, 5_000)
  t.match(await payer.find(alice, opened.id), { status: 'pending' })
  t.match(await payer.ending(opened), { status: 'succeeded' })
  t.same(await house.wrong(), [])
})

test('what ended while the node was away is noticed soon after it is back', async t => {
  const { house, payer, opened } = await unanswered(t, 5_000, startSandbox)
  await house.killNode()
  payer.clock.leap(60_000)
  // Looks fail again and again, and do not become rarer for it.
  for (let n = 0; n < 3; n++) {
    await payer.clock.asleep(5_000)
    payer.clock.leap(5_000)
  }
  await house.startNode()
  t.match(await payer.ending(opened), { status: 'succeeded' })
  t.same(await house.wrong(), [])
})

/**
 * A payment whose call was cut off, with a minute to go until it is looked at again; it ends only
 * after that, however slow the machine is.
 */
async function unanswered(t: Test, endsInMs: number, startNode?: StartSandbox) {
  const house = await room(t, startNode)
  const alice = await house.user(1_000_000)
  const payer = await house.payer()
  await house.next({ is: 'drop', ms: endsInMs, then: 'settle' })
  const answered = payer.step('payment.reply')
  const opened = await payer.pay(alice, await house.invoice(50_000))
  await answered
  await payer.step('payment.look')
  payer.clock.leap(31_000)
  await payer.clock.asleep(60_000)
  return { house, alice, payer, opened }
}
