// The end of a payment is announced once it is written, and not before; an end that the ledger
// never takes is an operator's affair.
import { test, type Test } from 'tap'
import { HOUSE, heldAccountOf, newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { room } from './harness/room.ts'

/** A payment whose end the ledger refuses, as often as it is tried. */
async function refused(t: Test, leapMs: number) {
  const house = await room(t)
  const alice = await house.user(1_000_000)
  const told = Promise.withResolvers<undefined>()
  const payer = await house.payer({ tell: () => told.resolve(undefined) })
  await house.next({ is: 'stall', ms: 3_000, then: 'settle' })
  const sent = payer.step('payment.sent')
  const { id } = await payer.pay(alice, await house.invoice(40_000))
  await sent
  // What cannot be: it has ended in the entries already. One constraint is the net under that.
  const [debit, credit] = [HOUSE.losses, HOUSE.lightning]
  const entry = { id: newId(), debit, credit, amountMsat: msat(1), kind: 'settle', subject: id }
  const unit = { entries: [{ ...entry, kind: 'settle' } as const], guards: [], claims: [] }
  t.strictSame(await house.commit(unit), { is: 'committed' })
  const leaping = setInterval(() => payer.clock.leap(leapMs), 50)
  t.teardown(() => clearInterval(leaping))
  return { house, alice, payer, id, told: told.promise }
}

test('an end that the ledger does not take is announced to nobody, and tried again', async t => {
  const { house, alice, payer, id, told } = await refused(t, 200)
  await Promise.race([payer.step('payment.end', 2), told])
  t.strictSame(payer.told, [])
  t.match(payer.alarms[0], { payment: id, error: { message: /entry_one_end/ } })
  t.match(await payer.find(alice, id), { status: 'pending' })
  t.not(await house.balance(heldAccountOf(alice)), 0n, 'its money is held')
})

test('what the ledger has refused ten times is stuck, is said once, and is tried on', async t => {
  const { house, alice, payer, id } = await refused(t, 1_000)
  const stuck = (): number => payer.alarms.filter(what => what === 'stuck').length
  await payer.step('payment.end', 9)
  t.match([stuck(), await payer.find(alice, id)], [0, { status: 'pending', stuck: false }])
  await payer.clock.asleep(60_000)
  t.match([stuck(), await payer.find(alice, id)], [1, { status: 'pending', stuck: true }])
  await payer.step('payment.end')
  t.equal(stuck(), 1)
  t.not(await house.balance(heldAccountOf(alice)), 0n, 'its money is held')
})
