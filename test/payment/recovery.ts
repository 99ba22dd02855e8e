// What one process leaves, another ends; and what is known before the end is told before it.
import { t as file, test } from 'tap'
import { heldAccountOf, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import type { StepName } from '../../src/core/step.ts'
import type { Lightning, PayReply } from '../../src/lightning/port.ts'
import { room, type Room } from './harness/room.ts'

const BALANCE = 1_000_000

// Side by side: each has a house of its own, and most of the time one waits.
file.jobs = 4

const money = async ({ balance }: Room, account: Id) => ({
  free: await balance(account),
  held: await balance(heldAccountOf(account))
})
const rowOf = async ({ sql }: Room, id: Id): Promise<Record<string, unknown>> =>
  (await sql('select * from payment where id = $1', [id]))[0] ?? {}

test('an error that was read counts after a restart of the gateway', async t => {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  const first = await house.payer()
  await house.next({ is: 'drop', ms: 5_000, then: 'fail' })
  const replied = first.step('payment.reply')
  const opened = await first.pay(alice, await house.invoice(50_000))
  await replied
  await first.leave()
  t.match(await rowOf(house, opened.id), { state: 'sent', reply_code: 209 })
  const second = await house.payer()
  await second.recover()
  const ended = await second.ending(opened)
  t.match(ended, { status: 'failed', error: { code: 'no_route' } })
  t.match(await rowOf(house, opened.id), { ended_by: 'answered' })
  t.same(await money(house, alice), { free: BigInt(BALANCE), held: 0n })
  t.same(await house.wrong(), [])
})

test('an answer that nobody read is made up for by what the node lists', async t => {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  const first = await house.payer()
  await house.next(
    { is: 'stall', ms: 5_000, then: 'settle' },
    { is: 'stall', ms: 5_000, then: 'fail' }
  )
  const sent = first.step('payment.sent', 2)
  const opened = [
    await first.pay(alice, await house.invoice(50_000)),
    await first.pay(alice, await house.invoice(50_000))
  ]
  await sent
  await house.hasPending(2)
  await first.leave()
  const second = await house.payer()
  await second.recover()
  const leaping = setInterval(() => second.clock.leap(5_000), 200)
  const ended = await Promise.all(opened.map(second.ending))
  clearInterval(leaping)
  t.strictSame(ended.map(one => one.status).sort(), ['failed', 'succeeded'])
  for (const { id, status } of ended) {
    const by = status === 'failed' ? 'failed_rows' : 'evidence'
    t.match(await rowOf(house, id), { ended_by: by, reply_code: null })
  }
  const paid = ended.find(one => one.status === 'succeeded')
  const spent = 50_000n + (paid?.feeMsat ?? 0n)
  t.same(await money(house, alice), { free: BigInt(BALANCE) - spent, held: 0n })
  t.same(await house.wrong(), [])
})

test('a payment that was held when its process ended is sent once by another', async t => {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  const late = Promise.withResolvers<undefined>()
  const first = await house.payer({
    around: {
      before: (name: StepName) => (name === 'payment.look' ? late.promise : undefined)
    }
  })
  const opened = await first.pay(alice, await house.invoice(50_000))
  t.match(await rowOf(house, opened.id), { state: 'held' })
  const [second, third] = [await house.payer(), await house.payer()]
  await Promise.all([second.recover(), third.recover()])
  t.match(await second.ending(opened), { status: 'succeeded' })
  await third.ending(opened)
  // One that was only held up finds that it is not its own any more.
  late.resolve(undefined)
  await first.ending(opened)
  const { result } = (await house.call('listsendpays', {})) as { result: { payments: unknown[] } }
  t.equal(result.payments.length, 1)
  t.same(await house.wrong(), [])
})

/** What the node answers and lists, but for what `change` says. */
const lying =
  (pay: (reply: PayReply) => PayReply, sent: bigint | undefined) =>
  (real: Lightning): Lightning => ({
    ...real,
    pay: async request => pay(await real.pay(request)),
    parts: async (hash, watermark) =>
      (await real.parts(hash, watermark)).map(part =>
        sent === undefined || part.status !== 'complete'
          ? part
          : { ...part, amountSentMsat: msat(sent) }
      )
  })

test('in fast mode it is told that it is paid before the sum is known', async t => {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  await house.call('setconfig', { config: 'xpay-slow-mode', val: false })
  const early: unknown[] = []
  const payer = await house.payer({
    around: {
      after: async (name: StepName) => {
        if (name === 'payment.evidence') early.push(...(await house.sql('select * from payment')))
      }
    }
  })
  const opened = await payer.pay(alice, await house.invoice(50_000))
  const ended = await payer.ending(opened)
  t.match(early, [{ state: 'sent', preimage: ended.preimage, slow_mode: false }])
  t.match(ended, { status: 'succeeded', amountMsat: 50_000n })
  t.equal(payer.told.length, 2)
  t.same(await house.wrong(), [])
})

test('what was sent above the hold is the house’s loss, and an alarm', async t => {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  const payer = await house.payer({
    node: lying(
      reply => (reply.is === 'success' ? { ...reply, amountSentMsat: msat(60_000) } : reply),
      60_000n
    )
  })
  const opened = await payer.pay(alice, await house.invoice(50_000))
  t.match(await payer.ending(opened), { status: 'succeeded', feeMsat: 10_000n })
  t.strictSame(payer.alarms, ['sent_above_hold'])
  t.same(await money(house, alice), { free: 945_000n, held: 0n })
  const entries = await house.sql('select amount_msat from entry where kind = $1', ['loss'])
  t.match(entries, [{ amount_msat: '5000' }])
  t.same(await house.wrong(), [])
})

test('a payee who claims less than the invoice is paid what it claimed', async t => {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  const payer = await house.payer({
    node: lying(() => ({ is: 'refused', code: 203, message: 'not all of it' }), 20_000n)
  })
  const opened = await payer.pay(alice, await house.invoice(50_000))
  const ended = await payer.ending(opened)
  t.match(ended, { status: 'succeeded', amountMsat: 20_000n, feeMsat: 0n, error: null })
  t.same(await money(house, alice), { free: BigInt(BALANCE) - 20_000n, held: 0n })
  t.same(await house.wrong(), [])
})

test('one invoice is paid once, one key is one payment', async t => {
  const house = await room(t)
  const [alice, bob] = [await house.user(BALANCE), await house.user(BALANCE)]
  const payer = await house.payer()
  const bolt11 = await house.invoice(50_000)
  await house.next({ is: 'stall', ms: 5_000, then: 'settle' })
  const opened = await payer.pay(alice, bolt11, { name: 'one' })
  await t.rejects(payer.pay(bob, bolt11), { code: 'being_paid' })
  await t.rejects(payer.pay(alice, bolt11), { code: 'being_paid' })
  t.equal((await payer.pay(alice, bolt11, { name: 'one' })).id, opened.id)
  await t.rejects(payer.pay(alice, await house.invoice(1_000), { name: 'one' }), {
    code: 'idempotency_key_reused'
  })
  await payer.ending(opened)
  await t.rejects(payer.pay(bob, bolt11), { code: 'already_paid' })
  t.equal((await payer.pay(alice, bolt11, { name: 'one' })).status, 'succeeded')
  t.same(await money(house, bob), { free: BigInt(BALANCE), held: 0n })
  t.same(await house.wrong(), [])
})

test('an invoice without an amount is paid what the wish says', async t => {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  const payer = await house.payer()
  const bolt11 = await house.invoice()
  await t.rejects(payer.pay(alice, bolt11), { code: 'amount_required' })
  const opened = await payer.pay(alice, bolt11, { amount: 7_000 })
  t.match(await payer.ending(opened), { status: 'succeeded', amountMsat: 7_000n })
  t.same(await house.wrong(), [])
})
