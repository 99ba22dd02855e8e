// Every fault of the node, through the real driver
// and on the real ledger: what it does to the money.
import { createHash } from 'node:crypto'
import { t as file, test } from 'tap'
import { heldAccountOf, newId, type Id } from '../../src/core/ids.ts'
import type { StepName } from '../../src/core/step.ts'
import { reasonFor } from '../../src/lightning/reasons.ts'
import { startSandbox } from '../../src/sandbox/spawn.ts'
import { OF_THE_DOOR, PROVES_IDENTITY } from './harness/transport.ts'
import { room, type Room } from './harness/room.ts'

const BALANCE = 1_000_000

// Side by side: each has a house of its own, and most of the time one waits.
file.jobs = 4

const money = async ({ balance }: Room, account: Id) => ({
  free: await balance(account),
  held: await balance(heldAccountOf(account))
})
const NOTHING_SPENT = { free: BigInt(BALANCE), held: 0n }

const rowOf = async ({ sql }: Room, id: Id): Promise<Record<string, unknown>> =>
  (await sql('select * from payment where id = $1', [id]))[0] ?? {}

test('a payment that arrives costs what was sent, and its preimage proves it', async t => {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  const payer = await house.payer()
  const opened = await payer.pay(alice, await house.invoice(50_000))
  t.match(opened, { status: 'pending', amountMsat: 50_000n, maxFeeMsat: 5_000n, feeMsat: null })
  const paid = await payer.ending(opened)
  t.match(paid, { status: 'succeeded', amountMsat: 50_000n, error: null })
  t.ok(paid.feeMsat !== null && paid.feeMsat <= paid.maxFeeMsat)
  const preimage = Buffer.from(paid.preimage ?? '', 'hex')
  t.equal(createHash('sha256').update(preimage).digest('hex'), paid.paymentHash)
  const spent = 50_000n + (paid.feeMsat ?? 0n)
  t.same(await money(house, alice), { free: BigInt(BALANCE) - spent, held: 0n })
  t.match(payer.told, [{ id: opened.id }])
  t.same(await house.wrong(), [])
})

const ENDS_OF_A_LOST_CALL: readonly unknown[] = OF_THE_DOOR.length
  ? ['failed_rows', 'fenced']
  : ['failed_rows']
/** lightningd answers these when a plugin died or it ends; xpay may be at work all the same. */
const NOT_OF_XPAY = [-1, -4, -5, ...OF_THE_DOOR]
const CODES = [
  ...[-1, -4, -5, -3, -32601, -32602, 200, 201, 202, 203, 204, 205, 206, 207, 208, 209],
  ...[210, 212, 213, 215, 216, 217, 218, 219, 1501, 1502, 1503]
]

test('no error code by itself ends a payment; with what the node lists, each gives the money back', async t => {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  const payer = await house.payer()
  await house.next(...CODES.map(code => ({ is: 'fail', code }) as const))
  const replied = payer.step('payment.reply', CODES.length - NOT_OF_XPAY.length)
  const opened = await Promise.all(
    CODES.map(async () => payer.pay(alice, await house.invoice(1_000)))
  )
  await replied
  const leaping = setInterval(() => payer.clock.leap(5_000), 200)
  t.teardown(() => clearInterval(leaping))
  const seen = new Set<unknown>()
  for (const payment of opened) {
    const ended = await payer.ending(payment)
    const row = await rowOf(house, payment.id)
    const { reply_code: code, reply_message: message } = row
    t.match(row, { state: 'released', preimage: null })
    // What lightningd answers in xpay's place is no answer: the call is lost.
    if (code === null) t.ok(ENDS_OF_A_LOST_CALL.includes(row['ended_by']))
    else {
      seen.add(code)
      t.equal(row['ended_by'], 'answered')
      t.match(ended.error, {
        code: reasonFor(Number(code), String(message)),
        detail: String(message)
      })
    }
  }
  t.strictSame(
    CODES.filter(code => !seen.has(code)),
    NOT_OF_XPAY
  )
  t.same(await money(house, alice), NOTHING_SPENT)
  t.same(await house.wrong(), [])
})

test('while a part is out the money stays held, whatever was answered, and ends as the part does', async t => {
  const house = await room(t)
  const payer = await house.payer()
  const cases = [
    { is: 'stall', then: 'settle', status: 'succeeded' },
    { is: 'stall', then: 'fail', status: 'failed' },
    { is: 'drop', then: 'settle', status: 'succeeded' },
    { is: 'drop', then: 'fail', status: 'failed' }
  ] as const
  const all = []
  for (const { status, ...fault } of cases) {
    const name = `${fault.is}, then ${fault.then}`
    const account = await house.user(BALANCE)
    await house.next({ ...fault, ms: 5_000 })
    // Dropped, it is answered at once; stalled, the node has it a moment after it was written.
    const under = payer.step(fault.is === 'drop' ? 'payment.reply' : 'payment.sent')
    const opened = await payer.pay(account, await house.invoice(50_000))
    await under
    await house.hasParts(opened.paymentHash)
    t.match(await payer.find(account, opened.id), { status: 'pending', preimage: null }, name)
    t.same(await money(house, account), { free: 945_000n, held: 55_000n }, name)
    all.push({ name, account, opened, status, ...fault })
  }
  for (const { name, account, opened, status, ...fault } of all) {
    const ended = await payer.ending(opened)
    t.equal(ended.status, status, name)
    const spent = status === 'succeeded' ? 50_000n + (ended.feeMsat ?? 0n) : 0n
    t.same(await money(house, account), { free: BigInt(BALANCE) - spent, held: 0n }, name)
    const code = fault.is === 'drop' ? 209 : fault.then === 'fail' ? 203 : null
    t.match(await rowOf(house, opened.id), { reply_code: code }, name)
  }
  t.same(await house.wrong(), [])
})

test('a phantom is never given back; after ten minutes it is stuck, and that is said once', async t => {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  const payer = await house.payer()
  await house.next({ is: 'phantom' })
  const opened = await payer.pay(alice, await house.invoice(50_000))
  for (let looks = 0; looks < 15; looks++) {
    const pause = looks === 0 ? 15_000 : 60_000
    // The node's word may have woken it meanwhile; a leap that finds nobody asleep is lost.
    await payer.clock.asleep(pause)
    const looked = payer.step('payment.look')
    payer.clock.leap(pause)
    // The sleeper of before has woken by then, so that it is not taken for the next one.
    await looked
    await payer.clock.asleep(60_000)
    const stuck = 15_000 + looks * 60_000 >= 600_000
    t.match(await payer.find(alice, opened.id), { status: 'pending', stuck }, `look ${looks}`)
  }
  t.strictSame(payer.alarms, ['stuck'])
  t.same(await money(house, alice), { free: 945_000n, held: 55_000n })
  t.match(await rowOf(house, opened.id), { state: 'sent', stuck: true })
  t.same(await house.wrong(), [])
})

test('a node that is killed during the call and comes back has forgotten it: nothing pending, money back', async t => {
  const house = await room(t, startSandbox)
  const alice = await house.user(BALANCE)
  const payer = await house.payer()
  await house.next(
    { is: 'stall', ms: 12_000, then: 'fail' },
    { is: 'stall', ms: 12_000, then: 'settle' }
  )
  const [called] = [payer.step('payment.sent', 2)]
  const opened = [
    await payer.pay(alice, await house.invoice(50_000)),
    await payer.pay(alice, await house.invoice(50_000))
  ]
  await called
  await house.hasPending(2)
  // Later than a call may be written, so that the start cannot have come before it.
  await payer.clock.sleep(3_100)
  await house.killNode()
  await house.startNode()
  const ended = await Promise.all(opened.map(payer.ending))
  t.strictSame(ended.map(one => one.status).sort(), ['failed', 'succeeded'])
  const [failed] = ended.filter(one => one.status === 'failed')
  t.match(await rowOf(house, failed?.id ?? newId()), {
    ended_by: PROVES_IDENTITY ? 'restarted' : 'failed_rows'
  })
  t.match(failed?.error, { code: 'node_error' })
  const [paid] = ended.filter(one => one.status === 'succeeded')
  const spent = 50_000n + (paid?.feeMsat ?? 0n)
  t.same(await money(house, alice), { free: BigInt(BALANCE) - spent, held: 0n })
  t.same(await house.wrong(), [])
})

test('while the node is away nothing is opened, and nothing held', async t => {
  const house = await room(t, startSandbox)
  const alice = await house.user(BALANCE)
  const payer = await house.payer()
  const bolt11 = await house.invoice(50_000)
  await house.killNode()
  await t.rejects(payer.pay(alice, bolt11), { code: 'node_unavailable' })
  t.same(await money(house, alice), NOTHING_SPENT)
})

test('a payment that is held waits for a node that is away', async t => {
  const house = await room(t, startSandbox)
  const alice = await house.user(BALANCE)
  const away = { looks: 0 }
  const payer = await house.payer({
    around: {
      before: async (name: StepName) => {
        if (name !== 'payment.look') return
        away.looks += 1
        if (away.looks === 1) await house.killNode()
        if (away.looks === 3) await house.startNode()
      }
    }
  })
  const opened = await payer.pay(alice, await house.invoice(50_000))
  t.match(await payer.ending(opened), { status: 'succeeded' })
  t.ok(away.looks >= 3)
  t.same(await house.wrong(), [])
})

// Of a door whose node is gone it is not known; one that is gone itself: test/lightning/doors.ts.
const skip = !PROVES_IDENTITY

test('a call of which not a byte was written gives the money back at once', { skip }, async t => {
  const house = await room(t, startSandbox)
  const alice = await house.user(BALANCE)
  const payer = await house.payer({
    around: {
      before: async (name: StepName) => {
        if (name === 'payment.call') await house.killNode()
      }
    }
  })
  const opened = await payer.pay(alice, await house.invoice(50_000))
  t.match(await payer.ending(opened), { status: 'failed', error: { code: 'node_error' } })
  t.match(await rowOf(house, opened.id), { ended_by: 'unsent' })
  t.same(await money(house, alice), NOTHING_SPENT)
})

test('a payment the node already knows from elsewhere is not sent, and the operator hears of it', async t => {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  const payer = await house.payer()
  const bolt11 = await house.invoice(50_000)
  await house.call('xpay', { invstring: bolt11 })
  const opened = await payer.pay(alice, bolt11)
  t.match(await payer.ending(opened), { status: 'failed', error: { code: 'already_paid' } })
  t.match(await rowOf(house, opened.id), { ended_by: 'paid_at_node', dispatched_at: null })
  t.strictSame(payer.alarms, ['foreign_rows'])
  t.same(await money(house, alice), NOTHING_SPENT)
})
