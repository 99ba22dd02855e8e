// Waiting for a turn at the node: who holds invoices
// stops nobody else, and nothing waits past its time.
import { test } from 'tap'
import { heldOf } from '../../src/core/ids.ts'
import { turns } from '../../src/payment/turns.ts'
import { room } from './harness/room.ts'

const LIMITS = { calls: 16, slow: 8, perAccount: 3, slowPerAccount: 1 }
const BALANCE = 1_000_000
const HELD = { is: 'stall', ms: 60_000, then: 'fail' } as const

test('a dozen held invoices of one account stop nobody else', async t => {
  const house = await room(t)
  const [mallory, bob] = [await house.user(BALANCE), await house.user(BALANCE)]
  const payer = await house.payer()
  await house.next(...Array.from({ length: 12 }, () => HELD))
  const called = payer.step('payment.sent', 12)
  for (let n = 0; n < 12; n++) await payer.pay(mallory, await house.invoice(1_000))
  await called
  t.match(payer.turns.counts(), { calls: 12, slow: 0, waiting: 0 })
  for (let n = 0; n < 3; n++) {
    const opened = await payer.pay(bob, await house.invoice(1_000))
    t.match(await payer.ending(opened), { status: 'succeeded' })
  }
})

test('who fills the class of long calls is refused more, and whoever else waits gets the room', async t => {
  const house = await room(t)
  const [mallory, bob] = [await house.user(BALANCE), await house.user(BALANCE)]
  const payer = await house.payer()
  await house.next(...Array.from({ length: LIMITS.calls }, () => HELD))
  const called = payer.step('payment.sent', LIMITS.calls)
  for (let n = 0; n < LIMITS.calls; n++) await payer.pay(mallory, await house.invoice(1_000))
  await called
  await payer.clock.asleep(15_000)
  const waiting = await payer.pay(bob, await house.invoice(1_000))
  t.match(payer.turns.counts(), { calls: LIMITS.calls, slow: 0, waiting: 1 })
  // After 15 s a call is a long one, and one of them makes room.
  payer.clock.leap(15_000)
  t.match(await payer.ending(waiting), { status: 'succeeded' })
  const looked = payer.clock.asleep(60_000)
  await looked
  payer.clock.leap(60_000)
  while (payer.turns.counts().slow < LIMITS.slow) await payer.step('payment.look')
  t.ok(payer.turns.clogs(mallory))
  const held = await house.balance(heldOf(mallory))
  await t.rejects(payer.pay(mallory, await house.invoice(1_000)), { code: 'limit_exceeded' })
  t.equal(await house.balance(heldOf(mallory)), held)
  t.match(await payer.ending(await payer.pay(bob, await house.invoice(1_000))), {
    status: 'succeeded'
  })
})

test('a payment that gets no turn in time, or not in its invoice’s, is given back and was never sent', async t => {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  const full = { ...LIMITS, calls: 0 }
  const payer = await house.payer({ turns: turns(full) })
  const [long, short] = [
    await payer.pay(alice, await house.invoice(1_000)),
    await payer.pay(alice, await house.invoice(1_000, { expires_in: 100 }))
  ]
  payer.clock.leap(80_000)
  t.match(await payer.ending(short), { status: 'failed', error: { code: 'expired' } })
  t.match(await payer.find(alice, long.id), { status: 'pending' })
  payer.clock.leap(41_000)
  t.match(await payer.ending(long), { status: 'failed', error: { code: 'timed_out' } })
  const rows = await house.sql('select ended_by, dispatched_at from payment order by ended_by')
  t.match(rows, [
    { ended_by: 'expired', dispatched_at: null },
    { ended_by: 'queued_too_long', dispatched_at: null }
  ])
  t.equal(await house.balance(alice), BigInt(BALANCE))
  t.same(await house.wrong(), [])
})
