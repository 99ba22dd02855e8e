// An invoice that somebody signed anew with another's payment hash, for a node that cannot be
// reached: it ends with the money back, and the real invoice of that hash can be paid.
import { test } from 'tap'
import { heldAccountOf } from '../../src/core/ids.ts'
import { room } from '../payment/harness/room.ts'
import { invoice, screen } from '../payment/fixtures/lnurl-service.ts'

test('an invoice signed anew with a foreign hash does not block the real one', async t => {
  const house = await room(t)
  const mallory = await house.user(1_000_000)
  const alice = await house.user(1_000_000)
  const payer = await house.payer()
  const real = await house.invoice(10_000)
  const read = screen(real)
  t.equal(read.is, 'invoice')
  const paymentHash = read.is === 'invoice' ? read.paymentHash : ''
  const forged = invoice(10_000, { text: 'real, surely', paymentHash })
  t.not(forged, real)

  const first = await payer.pay(mallory, forged)
  t.equal(first.paymentHash, paymentHash)
  await t.rejects(payer.pay(alice, real), { code: 'being_paid' }, 'no hash is out twice at once')
  const leaping = setInterval(() => payer.clock.leap(5_000), 200)
  t.teardown(() => clearInterval(leaping))
  t.match(await payer.ending(first), { status: 'failed' })
  // On a busy machine the real one would wait for its turn until its time is over.
  clearInterval(leaping)
  t.same(await house.balance(mallory), 1_000_000n)
  t.same(await house.balance(heldAccountOf(mallory)), 0n)

  t.match(await payer.ending(await payer.pay(alice, real)), { status: 'succeeded' })
  await t.rejects(payer.pay(mallory, forged), { code: 'already_paid' })
  t.same(await house.wrong(), [])
})
