// The look before the call, and before the money goes back: what the node has of a payment already.
// A call with our label stands for one that was made by a gateway whose database is lost.
import { setImmediate as immediate } from 'node:timers/promises'
import { test } from 'tap'
import { heldAccountOf, showId, type Id } from '../../../src/core/ids.ts'
import type { Lightning } from '../../../src/lightning/port.ts'
import { fairQueue } from '../../../src/payment/queue/fair-queue.ts'
import { startSandbox } from '../../../src/sandbox/spawn.ts'
import { room, type Outcome, type PayerOptions, type Room } from '../harness/room.ts'

const BALANCE = 1_000_000

/** A payment that waits before its first look, although the node has it already; and its payer. */
async function forgotten(
  house: Room,
  outcome: Outcome,
  options: PayerOptions & { alter?: (real: Lightning) => Partial<Lightning> } = {}
) {
  const alice = await house.user(BALANCE)
  const gate = Promise.withResolvers<undefined>()
  let calls = 0
  const payer = await house.payer({
    ...options,
    node: real => ({
      ...real,
      ...options.alter?.(real),
      pay: async request => ((calls += 1), real.pay(request))
    }),
    around: { before: name => (name === 'payment.look' ? gate.promise : undefined) }
  })
  const bolt11 = await house.invoice(40_000)
  const opened = await payer.pay(alice, bolt11)
  await house.next(outcome)
  const label = `lapp:${showId('pay', opened.id)}:${showId('acc', alice)}`
  await house.call('xpay', { invstring: bolt11, label, retry_for: 60 })
  return { alice, payer, opened, look: () => gate.resolve(undefined), calls: () => calls }
}

const rowOf = async (house: Room, id: Id) =>
  (await house.sql('select state, ended_by, watermark from payment where id = $1', [id]))[0]

test('what the node had from us is not called again, also where all of it failed', async t => {
  const house = await room(t)
  const { alice, payer, opened, look, calls } = await forgotten(house, { is: 'fail', code: 203 })
  const sent = payer.step('payment.sent')
  look()
  await sent
  const leaping = setInterval(() => payer.clock.leap(2_000), 50)
  t.teardown(() => clearInterval(leaping))
  t.match(await payer.ending(opened), { status: 'failed' })
  t.equal(calls(), 0, 'it is looked at, and that is all')
  const ended = { state: 'released', ended_by: 'failed_rows', watermark: '0' }
  t.match(await rowOf(house, opened.id), ended)
  t.equal(await house.balance(alice), BigInt(BALANCE))
  t.equal(await house.balance(heldAccountOf(alice)), 0n)
  t.same(await house.wrong(), [])
})

test('what the node had from us ends by evidence, whoever else is at it', async t => {
  const house = await room(t)
  const { payer, opened, look, calls } = await forgotten(
    house,
    { is: 'settle' },
    {
      alter: real => ({
        async attempts(hash) {
          const own = await real.attempts(hash)
          return [...own, ...own.map(one => ({ ...one, label: 'x', status: 'pending' as const }))]
        }
      })
    }
  )
  look()
  t.match(await payer.ending(opened), { status: 'succeeded' })
  t.equal(calls(), 0)
  t.same(await house.wrong(), [])
})

test('what the node had from us is not given back for want of a turn, or of time', async t => {
  const house = await room(t)
  const full = fairQueue({ calls: 0, slow: 8, perAccount: 3, slowPerAccount: 1 })
  const { alice, payer, opened, look } = await forgotten(house, { is: 'settle' }, { turns: full })
  const ended = Promise.race([
    payer.step('payment.sent').then(() => 'sent'),
    payer.step('payment.end').then(() => 'given back')
  ])
  look()
  payer.clock.leap(121_000)
  t.equal(await ended, 'sent')
  await payer.leave()
  const next = await house.payer()
  await next.recover()
  t.match(await next.ending(opened), { status: 'succeeded' })
  t.match(await rowOf(house, opened.id), { state: 'settled' })
  t.ok((await house.balance(alice)) <= BigInt(BALANCE) - 40_000n)
  t.same(await house.wrong(), [])
})

test('what was found in the database is not given back while the node says nothing', async t => {
  const house = await room(t, startSandbox)
  const alice = await house.user(BALANCE)
  const late = Promise.withResolvers<undefined>()
  const first = await house.payer({
    around: { before: name => (name === 'payment.look' ? late.promise : undefined) }
  })
  const opened = await first.pay(alice, await house.invoice(40_000))
  let looks = 0
  const second = await house.payer({
    around: { before: name => void (looks += name === 'payment.look' ? 1 : 0) }
  })
  await house.killNode()
  await second.recover()
  while (looks === 0) await second.clock.asleep(100)
  const before = looks
  second.clock.leap(121_000)
  while (looks === before) await immediate()
  await second.idle()
  t.match(await rowOf(house, opened.id), { state: 'held' })
  t.equal(await house.balance(heldAccountOf(alice)), 45_000n)
  await house.startNode()
  await second.recover()
  t.match(await second.ending(opened), { status: 'succeeded' })
  late.resolve(undefined)
  t.same(await house.wrong(), [])
})

test('one of our own whose row was read again from an older database ends as its call was answered', async t => {
  const house = await room(t, startSandbox)
  const alice = await house.user(BALANCE)
  const failed = Promise.withResolvers<undefined>()
  let ended = false
  const payer = await house.payer({
    around: {
      before: async name => {
        if (name !== 'payment.end' || ended) return
        ended = true
        await house.sql("update payment set state = 'held', dispatched_at = null", [])
        await house.killNode()
        failed.resolve(undefined)
        throw new Error('the database failed over')
      }
    }
  })
  const opened = await payer.pay(alice, await house.invoice(40_000))
  await failed.promise
  const leaping = setInterval(() => payer.clock.leap(10_000), 50)
  t.teardown(() => clearInterval(leaping))
  await payer.idle()
  t.match(await rowOf(house, opened.id), { state: 'settled', ended_by: 'evidence' })
  t.equal(await house.balance(heldAccountOf(alice)), 0n)
  t.ok((await house.balance(alice)) <= BigInt(BALANCE) - 40_000n)
  t.same(await house.wrong(), [])
})
