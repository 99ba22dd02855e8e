// A driver that failed while it wrote an answer down (PostgreSQL was killed just then) forgot the
// answer, and waited for it as another process's for as long as its own process lived: the money of
// a payment that had failed was held until somebody restarted the gateway.
import { test, type Test } from 'tap'
import { heldAccountOf } from '../../src/core/ids.ts'
import type { StepName } from '../../src/core/step.ts'
import { room, type Outcome } from '../payment/harness/room.ts'

const BALANCE = 1_000_000

/** Throws what a lost database throws, the first time. */
function onceAt(step: StepName): (name: StepName) => void {
  let fails = true
  return name => {
    if (name !== step || !fails) return
    fails = false
    throw new Error('terminating connection due to administrator command')
  }
}

async function payOnce(
  t: Test,
  outcome: Outcome,
  around: { before?: (name: StepName) => void; after?: (name: StepName) => void },
  leapMs = 5_000
) {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  let isOut = false
  const payer = await house.payer({
    around: {
      before(name) {
        // A call that comes late after its commit is not made.
        isOut ||= name === 'payment.call'
        around.before?.(name)
      },
      after(name) {
        isOut ||= name === 'payment.sent'
        around.after?.(name)
      }
    }
  })
  await house.next(outcome)
  const opened = await payer.pay(alice, await house.invoice(50_000))
  const leaping = setInterval(() => {
    if (!isOut) return
    void payer.fence.generations.renew()
    payer.clock.leap(leapMs)
  }, 200)
  t.teardown(() => clearInterval(leaping))
  const ended = await payer.ending(opened)
  const [row] = await house.sql('select * from payment where id = $1', [opened.id])
  t.equal(await house.balance(heldAccountOf(alice)), 0n)
  t.same(await house.wrong(), [])
  const { calls } = payer.turns.counts()
  return { ended, row, calls, alarms: payer.alarms, free: await house.balance(alice) }
}

const NO_ROUTE: Outcome = { is: 'fail', code: 205 }

for (const step of ['payment.reply', 'payment.end'] as const) {
  test(`an error that was read ends the payment, though ${step} failed at first`, async t => {
    const around = { before: onceAt(step) }
    const { ended, row, calls, free, alarms } = await payOnce(t, NO_ROUTE, around)
    t.match(ended, { status: 'failed', error: { code: 'no_route' } })
    t.match(row, { ended_by: 'answered', reply_code: 205 })
    t.match(alarms, [{ payment: ended.id }])
    t.equal(free, BigInt(BALANCE))
    t.equal(calls, 0, 'its turn is over')
  })
}

test('a call that is still out when its driver fails is followed by the next one', async t => {
  // After ten minutes without an end it is noted that an operator has to look.
  const around = { before: onceAt('payment.evidence') }
  const outcome: Outcome = { is: 'stall', ms: 3_000, then: 'fail' }
  const { ended, row, calls, alarms } = await payOnce(t, outcome, around, 300_000)
  t.equal(ended.status, 'failed')
  t.match(row, { ended_by: 'answered', reply_code: 203 })
  t.match(alarms, [{ payment: ended.id }, 'stuck'])
  t.equal(calls, 0, 'its turn is over')
})

test('a payment whose commit as sent had no answer was never called: it is fenced', async t => {
  const around = { after: onceAt('payment.sent') }
  const { ended, row, free } = await payOnce(t, NO_ROUTE, around)
  t.match(ended, { status: 'failed', error: { code: 'node_error' } })
  t.match(row, { ended_by: 'fenced', reply_code: null })
  t.equal(free, BigInt(BALANCE))
})

test('what is sent meanwhile goes out with another generation', async t => {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  const payer = await house.payer({ around: { after: onceAt('payment.sent') } })
  const lost = await payer.pay(alice, await house.invoice(50_000))
  t.match(await payer.ending(lost), { status: 'failed' })
  const next = await payer.pay(alice, await house.invoice(50_000))
  t.match(await payer.ending(next), { status: 'succeeded' })
})
