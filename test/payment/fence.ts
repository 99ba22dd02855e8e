// How a call ends that nobody reads the answer of, on a node whose router stands still: by the
// fence (safe-payer.md 3.8), or not at all; never by the clock.
import { t as file, test } from 'tap'
import { heldAccountOf, newId, type Id } from '../../src/core/ids.ts'
import type { Lightning } from '../../src/lightning/port.ts'
import { startSandbox } from '../../src/sandbox/spawn.ts'
import { room, type Payer, type Room } from './harness/room.ts'
import { PROVES_IDENTITY } from './harness/transport.ts'

const BALANCE = 1_000_000

file.jobs = 4

const rowOf = async ({ sql }: Room, id: Id): Promise<Record<string, unknown>> =>
  (await sql('select * from payment where id = $1', [id]))[0] ?? {}
const listed = async (house: Room, payment_hash: string): Promise<readonly unknown[]> => {
  const answer = (await house.call('listsendpays', { payment_hash })) as {
    result: { payments: unknown[] }
  }
  return answer.result.payments
}
const threads = async (house: Room): Promise<unknown> => {
  const answer = (await house.call('listconfigs', { config: 'askrene-max-threads' })) as {
    result: { configs: Record<string, { value_int: number }> }
  }
  return answer.result.configs['askrene-max-threads']?.value_int
}
const setThreads = (house: Room, val: number): Promise<unknown> =>
  house.call('setconfig', { config: 'askrene-max-threads', val, transient: true })
/** Sent by a payer whose search stands still for so long, and then finds its way. */
async function waiting(house: Room, payer: Payer, ms: number) {
  const alice = await house.user(BALANCE)
  await house.next({ is: 'slow_router', ms })
  const called = payer.step('payment.sent')
  const opened = await payer.pay(alice, await house.invoice(50_000))
  await called
  return { alice, opened }
}
/** Sent by a payer whose call waits in the router's queue: its search has not begun. */
async function queued(house: Room, payer: Payer) {
  await setThreads(house, 0)
  const alice = await house.user(BALANCE)
  const called = payer.step('payment.sent')
  const opened = await payer.pay(alice, await house.invoice(50_000))
  await called
  return { alice, opened }
}
/** Lets time pass for it in leaps, until what it is about has happened. */
async function leaping<T>(payer: Payer, until: Promise<T>): Promise<T> {
  const leaps = setInterval(() => payer.clock.leap(15_000), 100)
  return until.finally(() => clearInterval(leaps))
}
test('a call that is open for ten minutes is given up, fenced and given back, and nothing is paid', async t => {
  const house = await room(t)
  const payer = await house.payer()
  const { alice, opened } = await queued(house, payer)
  t.match(await leaping(payer, payer.ending(opened)), { status: 'failed' })
  t.match(await rowOf(house, opened.id), { ended_by: 'fenced', reply_code: null })
  t.strictSame(payer.alarms, ['stuck'])
  t.equal(await house.balance(alice), BigInt(BALANCE))
  t.equal(await threads(house), 0, 'the fence puts back what it found')
  await setThreads(house, 4)
  t.match(await payer.ending(await payer.pay(alice, await house.invoice(10_000))), {
    status: 'succeeded'
  })
  t.strictSame(await listed(house, opened.paymentHash), [])
  t.same(await house.wrong(), [])
})

test('a search that had begun is waited for: what it finds is paid, and charged', async t => {
  const house = await room(t)
  const payer = await house.payer()
  const { opened } = await waiting(house, payer, 2_500)
  t.match(await leaping(payer, payer.ending(opened)), { status: 'succeeded' })
  t.match(await rowOf(house, opened.id), { ended_by: 'evidence', reply_code: null })
  t.same(await house.wrong(), [])
})

test('a call whose process is gone is fenced by the next, at once', async t => {
  const house = await room(t)
  const first = await house.payer()
  const { alice, opened } = await queued(house, first)
  await first.leave()
  const second = await house.payer()
  await second.recover()
  t.match(await second.ending(opened), { status: 'failed' })
  t.match(await rowOf(house, opened.id), { ended_by: 'fenced' })
  t.equal(await house.balance(alice), BigInt(BALANCE))
  t.strictSame(await listed(house, opened.paymentHash), [])
  t.same(await house.wrong(), [])
})

test('a call of a process that lives is left to it, however long it takes', async t => {
  const house = await room(t)
  const first = await house.payer()
  const { opened } = await queued(house, first)
  let fenced = 0
  const second = await house.payer({
    around: { before: name => void (fenced += name === 'payment.fence' ? 1 : 0) }
  })
  await second.recover()
  await leaping(second, second.step('payment.look', 12))
  t.equal(fenced, 0)
  t.match(await rowOf(house, opened.id), { state: 'sent' })
  await setThreads(house, 4)
  await house.call('getroutes', WAKE)
  t.match(await first.ending(opened), { status: 'succeeded' })
  t.same(await house.wrong(), [])
})
/** Its end lets the next in the queue begin. */
const WAKE = {
  source: `02${'11'.repeat(32)}`,
  destination: `02${'22'.repeat(32)}`,
  amount_msat: 1,
  layers: ['auto.localchans'],
  maxfee_msat: 1,
  final_cltv: 18
}

test('a search that stands still for ever leaves it stuck and held, and the node as it was', async t => {
  const house = await room(t, startSandbox)
  const first = await house.payer()
  const { alice, opened } = await waiting(house, first, 3_600_000)
  await first.leave()
  const second = await house.payer({ searchMs: 200 })
  const fenced = second.step('payment.fence', 3)
  await second.recover()
  await leaping(second, fenced)
  t.match(await rowOf(house, opened.id), { state: 'sent', stuck: true })
  t.equal(await house.balance(heldAccountOf(alice)), 55_000n)
  t.strictSame(second.alarms, ['stuck'])
  t.equal(await threads(house), 4)
  // Others go on, and what ends it is a restart of lightningd.
  const bob = await house.user(BALANCE)
  t.match(await second.ending(await second.pay(bob, await house.invoice(10_000))), {
    status: 'succeeded'
  })
  await house.killNode()
  await house.startNode()
  const third = await house.payer()
  await third.recover()
  t.match(await third.ending(opened), { status: 'failed' })
  // No line but the socket file’s identity proves that it is another lightningd.
  t.match(await rowOf(house, opened.id), {
    ended_by: PROVES_IDENTITY ? 'restarted' : 'fenced'
  })
  t.same(await house.wrong(), [])
})

test('a lost call ends its generation: payments after it are sent with another', async t => {
  const house = await room(t)
  const payer = await house.payer({
    node: real => ({
      ...real,
      async pay(request) {
        const reply = await real.pay(request)
        return reply.is === 'success' ? { is: 'lost', why: 'the line broke' } : reply
      }
    })
  })
  const alice = await house.user(BALANCE)
  const first = await payer.pay(alice, await house.invoice(10_000))
  t.match(await payer.ending(first), { status: 'succeeded' })
  const second = await payer.pay(alice, await house.invoice(10_000))
  t.match(await payer.ending(second), { status: 'succeeded' })
  const [one, two] = [await rowOf(house, first.id), await rowOf(house, second.id)]
  t.type(one['generation'], 'string')
  t.not(one['generation'], two['generation'])
  t.same(await house.wrong(), [])
})

/** Rows of the hash as another program of the node would have them. */
const foreign =
  (status: 'pending' | 'complete') =>
  (real: Lightning): Lightning => ({
    ...real,
    parts: async (hash, watermark) => {
      const rows = await real.parts(hash, watermark)
      return rows.length > 0 ? rows.map(row => ({ ...row, label: 'somebody else', status })) : rows
    }
  })

test('what another program pays between our look and our call is not charged to the account', async t => {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  const bolt11 = await house.invoice(50_000)
  const payer = await house.payer({
    around: {
      async after(name) {
        if (name === 'payment.sent') await house.call('xpay', { invstring: bolt11 })
      }
    }
  })
  const opened = await payer.pay(alice, bolt11)
  t.match(await payer.ending(opened), { status: 'failed', error: { code: 'already_paid' } })
  t.strictSame(payer.alarms, ['foreign_rows'])
  t.equal(await house.balance(alice), BigInt(BALANCE))
  t.same(await house.wrong(), [])
})

test('foreign rows that are pending are waited for', async t => {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  await house.next({ is: 'fail', code: 203 })
  const payer = await house.payer({ node: foreign('pending') })
  const looked = payer.step('payment.look', 6)
  const opened = await payer.pay(alice, await house.invoice(50_000))
  await Promise.race([looked, payer.ending(opened)])
  t.match(await rowOf(house, opened.id), { state: 'sent' })
  t.equal(await house.balance(heldAccountOf(alice)), 55_000n)
})

test('a payment that another node sent is stuck and waits, whatever this one shows', async t => {
  const house = await room(t)
  const first = await house.payer()
  const { alice, opened } = await waiting(house, first, 1_000)
  await first.leave()
  await house.sql(`update payment set node_id = '02other', leased_at = 'epoch'`, [])
  const second = await house.payer()
  await second.recover()
  await second.idle()
  t.match(await rowOf(house, opened.id), { state: 'sent', stuck: true })
  t.strictSame(second.alarms, ['stuck'])
  t.equal(await house.balance(heldAccountOf(alice)), 55_000n)
})

test('one that waits for its turn can be cancelled; one that was sent cannot, and ends as it does', async t => {
  const house = await room(t)
  const alice = await house.user(BALANCE)
  const late = Promise.withResolvers<undefined>()
  let hold = true
  const payer = await house.payer({
    around: { before: name => (hold && name === 'payment.sent' ? late.promise : undefined) }
  })
  const opened = await payer.pay(alice, await house.invoice(50_000))
  t.match(await payer.cancel(alice, opened.id), {
    status: 'failed',
    error: { code: 'cancelled' }
  })
  t.equal(await house.balance(alice), BigInt(BALANCE))
  hold = false
  late.resolve(undefined)
  await payer.idle()
  t.strictSame(await listed(house, opened.paymentHash), [])
  t.match(await payer.cancel(alice, opened.id), { status: 'failed' }, 'what has ended stays so')

  await house.next({ is: 'stall', ms: 1_000, then: 'settle' })
  const sent = payer.step('payment.sent')
  const second = await payer.pay(alice, await house.invoice(50_000))
  await sent
  await t.rejects(payer.cancel(alice, second.id), { code: 'being_paid' })
  t.match(await payer.ending(second), { status: 'succeeded' })
  t.match(await payer.cancel(alice, second.id), { status: 'succeeded' })
  t.equal(await payer.cancel(newId(), second.id), undefined, 'nobody else can')
  t.same(await house.wrong(), [])
})

test('while the node says nothing one that is held is neither given back nor cancelled', async t => {
  const house = await room(t, startSandbox)
  const alice = await house.user(BALANCE)
  const bolt11 = await house.invoice(50_000)
  const late = Promise.withResolvers<undefined>()
  const payer = await house.payer({
    around: { before: name => (name === 'payment.look' ? late.promise : undefined) }
  })
  const opened = await payer.pay(alice, bolt11)
  await house.killNode()
  late.resolve(undefined)
  await t.rejects(payer.cancel(alice, opened.id), { code: 'node_unavailable' })
  await leaping(payer, payer.idle())
  t.match(await rowOf(house, opened.id), { state: 'held' })
  t.equal(await house.balance(heldAccountOf(alice)), 55_000n)
})

test('after a restart of lightningd there is one new generation, however many ask for it', async t => {
  const house = await room(t)
  const { generations } = (await house.payer()).fence
  const before = await generations.current('before')
  const asks = Array.from({ length: 20 }, () => generations.current('after'))
  t.equal(new Set(await Promise.all(asks)).size, 1)
  const open = await house.sql('select id from generation where ended_at is null')
  t.equal(open.length, 1)
  t.not(open[0]?.['id'], before, 'the one before is ended')
})
