// A clock that leaps, and a process that is held up: what ends a payment is evidence, so neither
// gives anything back that the node pays, nor pays anything twice.
import { setImmediate as immediate } from 'node:timers/promises'
import { test } from 'tap'
import { heldAccountOf, type Id } from '../../src/core/ids.ts'
import type { StepName } from '../../src/core/step.ts'
import type { LeapingClock } from './harness/clock.ts'
import { room, type Outcome, type Payer, type Room } from './harness/room.ts'

const BALANCE = 1_000_000
const DAY_MS = 86_400_000

/** A payer whose clock may be moved after each step, and how often it has called the node. */
async function moved(house: Room, after: (name: StepName, clock: LeapingClock) => void) {
  let calls = 0
  const payer: Payer = await house.payer({
    node: real => ({ ...real, pay: async request => ((calls += 1), real.pay(request)) }),
    around: { after: name => after(name, payer.clock) }
  })
  return { payer, calls: () => calls }
}

const rowOf = async (house: Room, id: Id) =>
  (await house.sql('select state, ended_by, amount_sent_msat from payment where id = $1', [id]))[0]

test('a process that was held up between its commit and its call does not call any more', async t => {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  const { payer, calls } = await moved(house, (name, clock) => {
    if (name === 'payment.sent') clock.leap(2_001)
  })
  const opened = await payer.pay(alice, await house.invoice(40_000))
  t.match(await payer.ending(opened), { status: 'failed' })
  t.equal(calls(), 0)
  t.match(await rowOf(house, opened.id), { state: 'released', ended_by: 'unsent' })
  t.equal(await house.balance(alice), BigInt(BALANCE))
  t.equal(await house.balance(heldAccountOf(alice)), 0n)
  t.same(await house.wrong(), [])
})

test('one that was held up for less calls, once', async t => {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  const { payer, calls } = await moved(house, (name, clock) => {
    if (name === 'payment.sent') clock.leap(100)
  })
  const opened = await payer.pay(alice, await house.invoice(40_000))
  t.match(await payer.ending(opened), { status: 'succeeded' })
  t.equal(calls(), 1)
  t.same(await house.wrong(), [])
})

const OUTCOMES: readonly Outcome[] = [
  { is: 'settle' },
  { is: 'fail', code: 203 },
  { is: 'stall', ms: 300, then: 'settle' },
  { is: 'drop', ms: 300, then: 'settle' },
  { is: 'drop', ms: 300, then: 'fail' }
]

const LEAPS: readonly (readonly [string, (clock: LeapingClock) => void])[] = [
  ['of which a day is gone', clock => clock.leap(DAY_MS)],
  ['whose date is set a day ahead', clock => clock.setDate(DAY_MS)],
  ['whose date is set a day back', clock => clock.setDate(-DAY_MS)]
]

for (const [what, leap] of LEAPS)
  test(`a clock ${what} after each step neither releases nor doubles what the node pays`, async t => {
    const house = await room(t)
    const alice = await house.user(BALANCE)
    let spent = 0n
    for (const outcome of OUTCOMES) {
      await house.next(outcome)
      // Before it is sent, and before its call, a leap is a wait that was too long.
      let isSent = false
      const { payer, calls } = await moved(house, (name, clock) => {
        if (isSent) leap(clock)
        isSent ||= name === 'payment.sent'
      })
      const opened = await payer.pay(alice, await house.invoice(40_000, { expires_in: 604_800 }))
      await over(house, opened.id, () => {
        if (calls() > 0) payer.clock.leap(1_000)
      })
      const row = await rowOf(house, opened.id)
      const parts = JSON.stringify(
        await house.call('listsendpays', { payment_hash: opened.paymentHash })
      )
      const isPaid = /"status":\s*"complete"/.test(parts)
      t.equal(row?.['state'], isPaid ? 'settled' : 'released', JSON.stringify(outcome))
      t.equal(isPaid, outcome.is === 'settle' || ('then' in outcome && outcome.then === 'settle'))
      t.equal(calls(), 1)
      if (isPaid) spent += BigInt(String(row?.['amount_sent_msat']))
      t.equal(await house.balance(alice), BigInt(BALANCE) - spent)
      t.equal(await house.balance(heldAccountOf(alice)), 0n)
      await payer.leave()
    }
    t.ok(spent > 0n)
    t.same(await house.wrong(), [])
  })

/** Returns once it has ended; until then time goes on. */
async function over(house: Room, id: Id, goOn: () => void): Promise<void> {
  for (;;) {
    const state = (await rowOf(house, id))?.['state']
    if (state === 'settled' || state === 'released') return
    goOn()
    await immediate()
  }
}
