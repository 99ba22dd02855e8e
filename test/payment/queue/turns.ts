// Waiting for a turn at the node: who holds invoices
// stops nobody else, and nothing waits past its time.
import { test } from 'tap'
import { heldAccountOf } from '../../../src/core/ids.ts'
import { fairQueue } from '../../../src/payment/queue/fair-queue.ts'
import { room } from '../harness/room.ts'

const LIMITS = { calls: 16, slow: 8, perAccount: 3, slowPerAccount: 1 }
const BALANCE = 1_000_000
const HELD = { is: 'stall', ms: 60_000, then: 'fail' } as const

test('a dozen held invoices of one account stop nobody else', async t => {
  const house = await room(t)
  const [mallory, bob] = [await house.user(BALANCE), await house.user(BALANCE)]
  const payer = await house.payer()
  await house.next(...Array.from({ length: 8 }, () => HELD))
  const called = payer.step('payment.sent', 8)
  for (let n = 0; n < 12; n++) await payer.pay(mallory, await house.invoice(1_000))
  await called
  t.match(payer.turns.counts(), { calls: 8, slow: 0, waiting: 4 })
  for (let n = 0; n < 3; n++) {
    const opened = await payer.pay(bob, await house.invoice(1_000))
    t.match(await payer.ending(opened), { status: 'succeeded' })
  }
})

test('who fills the class of long calls is refused more, and whoever else waits gets the room', async t => {
  const house = await room(t)
  const [mallory, bob] = [await house.user(BALANCE), await house.user(BALANCE)]
  const payer = await house.payer()
  await house.next(...Array.from({ length: LIMITS.slow }, () => HELD))
  const called = payer.step('payment.sent', LIMITS.slow)
  for (let n = 0; n < LIMITS.calls; n++) await payer.pay(mallory, await house.invoice(1_000))
  await called
  // Before any of them counts as a long one.
  t.match(await payer.ending(await payer.pay(bob, await house.invoice(1_000))), {
    status: 'succeeded'
  })
  await house.next(...Array.from({ length: LIMITS.calls }, () => HELD))
  await payer.clock.asleep(15_000)
  payer.clock.leap(15_000)
  while (payer.turns.counts().slow < LIMITS.slow) await payer.step('payment.look')
  t.ok(payer.turns.clogs(mallory))
  const held = await house.balance(heldAccountOf(mallory))
  await t.rejects(payer.pay(mallory, await house.invoice(1_000)), { code: 'limit_exceeded' })
  t.equal(await house.balance(heldAccountOf(mallory)), held)
  await house.next()
  t.match(await payer.ending(await payer.pay(bob, await house.invoice(1_000))), {
    status: 'succeeded'
  })
})

test('what was sent before a restart holds its turn after it, among the long ones by its age', async t => {
  const house = await room(t)
  const [mallory, bob] = [await house.user(BALANCE), await house.user(BALANCE)]
  const before = await house.payer()
  await house.next(...Array.from({ length: LIMITS.slow }, () => HELD))
  const called = before.step('payment.sent', LIMITS.slow)
  for (let n = 0; n < LIMITS.slow; n++) await before.pay(mallory, await house.invoice(1_000))
  await called
  await before.leave()
  await house.sql(`update payment set dispatched_at = dispatched_at - interval '16 seconds'
    where id in (select id from payment where state = 'sent' limit 7)`)
  const after = await house.payer()
  await after.recover()
  t.match(after.turns.counts(), { calls: 1, slow: 7, waiting: 0 })
  await house.sql(`update payment set dispatched_at = dispatched_at - interval '16 seconds'
    where state = 'sent'`)
  while (!after.turns.clogs(mallory)) await after.step('payment.look')
  await t.rejects(after.pay(mallory, await house.invoice(1_000)), { code: 'limit_exceeded' })
  t.match(await after.ending(await after.pay(bob, await house.invoice(1_000))), {
    status: 'succeeded'
  })
})

test('a payment that gets no turn in time, or not in its invoice’s, is given back and was never sent', async t => {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  const full = { ...LIMITS, calls: 0 }
  const payer = await house.payer({ turns: fairQueue(full) })
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
