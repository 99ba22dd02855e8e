// A payee that answers an error first and claims later, and every other fault of the node, in
// seeded runs: never given back and paid. More of them: `npm run hostile -- --runs 1000`.
import assert from 'node:assert/strict'
import { test } from 'tap'
import type { Id } from '../../src/core/ids.ts'
import { type Lightning } from '../../src/lightning/port.ts'
import { fairQueue } from '../../src/payment/queue/fair-queue.ts'
import { startSandbox } from '../../src/sandbox/spawn.ts'
import { room, type Outcome, type Payer, type Room } from '../payment/harness/room.ts'
import { NodeSilent } from '../../src/lightning/errors.ts'

const RUNS = Number(process.env['HOSTILE_RUNS'] ?? 40)
const SEED = Number(process.env['HOSTILE_SEED'] ?? Math.floor(Math.random() * 2 ** 32))
const AT_ONCE = 20
const PATIENCE_MS = 60_000
const WIDE = { calls: 99, slow: 99, perAccount: 99, slowPerAccount: 99 }
const CODES = [-1, -3, -4, -5, 200, 201, 203, 204, 205, 206, 207, 209, 210, 219]

type Luck = { readonly chance: (of: number) => boolean; readonly below: (n: number) => number }

/** mulberry32: the same seed is the same run. */
function luckOf(seed: number): Luck {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let z = Math.imul(state ^ (state >>> 15), 1 | state)
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32
  }
  return { chance: of => next() < of, below: n => Math.floor(next() * n) }
}

function fault({ chance, below }: Luck): Outcome {
  if (chance(0.02)) return { is: 'phantom' }
  if (chance(0.2)) return { is: 'settle' }
  if (chance(0.2)) return { is: 'fail', code: CODES[below(CODES.length)] ?? 203 }
  const then = chance(0.6) ? 'settle' : 'fail'
  return { is: chance(0.6) ? 'drop' : 'stall', ms: below(600), then }
}

/**
 * The line to the node loses answers; which calls the node has not been seen to take up is kept.
 */
function lossy({ chance }: Luck, calls: Set<string>) {
  return (real: Lightning): Lightning => ({
    ...real,
    async pay(request) {
      calls.add(request.label)
      const reply = await real.pay(request)
      calls.delete(request.label)
      return chance(0.3) ? { is: 'lost', why: 'lost' } : reply
    },
    async parts(hash, watermark) {
      if (chance(0.1)) throw new NodeSilent('lost')
      return real.parts(hash, watermark)
    }
  })
}

type Row = {
  readonly label?: string
  readonly status: string
  readonly payment_hash: string
  readonly created_at: number
}

const partsAt = async (house: Room): Promise<readonly Row[]> => {
  const { result } = (await house.call('listsendpays', {})) as { result: { payments: Row[] } }
  return result.payments
}

/**
 * Time may leap when the node has taken up all that was written to it, as it would have by then.
 */
async function leap(house: Room, payer: Payer, calls: ReadonlySet<string>): Promise<void> {
  for (;;) {
    const seen = new Set((await partsAt(house)).map(part => part.label))
    if ([...calls].every(label => seen.has(label))) break
  }
  payer.clock.leap(10_000)
}

const unfinished = async ({ sql }: Room): Promise<readonly { payment_hash: string }[]> =>
  (await sql(`select payment_hash from payment where state in ('held', 'sent')`)) as {
    payment_hash: string
  }[]

const AHEAD_MS = 1_800_000

test(`${RUNS} payments to the worst of payees over the worst of nodes (seed ${SEED})`, async t => {
  const house = await room(t, startSandbox)
  const luck = luckOf(SEED)
  const calls = new Set<string>()
  const another = (): Promise<Payer> =>
    house.payer({ turns: fairQueue(WIDE), node: lossy(luck, calls), retryForSeconds: 1 })
  let payer = await another()
  const people: Id[] = []
  for (let n = 0; n < 4; n++) people.push(await house.user(100_000_000))

  for (let run = 0; run < RUNS; run += AT_ONCE) {
    const wanted = Math.min(AT_ONCE, RUNS - run)
    // The clock only leaps ahead: beyond the life of an invoice nothing could be opened any more.
    if (payer.clock.date().getTime() - Date.now() > AHEAD_MS) {
      await payer.leave()
      payer = await another()
      await payer.recover()
    }
    await house.call('setconfig', { config: 'xpay-slow-mode', val: luck.chance(0.6) })
    await house.next(...Array.from({ length: wanted }, () => fault(luck)))
    const invoices = await Promise.all(
      Array.from({ length: wanted }, () => house.invoice(1_000 + luck.below(50_000)))
    )
    const called = payer.step('payment.sent', 1 + luck.below(wanted))
    await Promise.all(
      invoices.map(async bolt11 => {
        const account = people[luck.below(people.length)]
        assert(account !== undefined)
        await payer.pay(account, bolt11)
      })
    )
    if (luck.chance(0.7)) await called
    if (luck.chance(0.3)) {
      await house.killNode()
      await house.startNode()
    }
    if (luck.chance(0.4)) {
      await payer.leave()
      payer = await another()
      await payer.recover()
    }
    await untilQuiet(house, payer, calls)
  }
  t.same(await house.wrong(), [], 'the books')
  const { counts, wrong } = await compared(house)
  t.strictSame(wrong, [])
  t.comment(JSON.stringify(counts))
})

/** Until whatever is still out is pending at the node. */
async function untilQuiet(house: Room, payer: Payer, calls: ReadonlySet<string>): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
    const left = await unfinished(house)
    const pending = (await partsAt(house)).filter(part => part.status === 'pending')
    const hashes = new Set(pending.map(part => part.payment_hash))
    if (left.every(row => hashes.has(row.payment_hash)) && pending.length <= phantoms(pending))
      return
    await leap(house, payer, calls)
  }
  assert.fail('some payment does not end')
}

/** No fault but a phantom outlives a second; a row tells whole ones. */
const phantoms = (pending: readonly Row[]): number =>
  pending.filter(part => Date.now() / 1000 - part.created_at > 2).length

async function compared(house: Room) {
  const parts = await partsAt(house)
  const counts: Record<string, number> = {}
  const wrong: unknown[] = []
  for (const row of await house.sql('select * from payment')) {
    const own = parts.filter(part => part.payment_hash === row['payment_hash'])
    const at = (status: string): boolean => own.some(part => part.status === status)
    const end = `${String(row['state'])} (${String(row['ended_by'])})`
    counts[end] = (counts[end] ?? 0) + 1
    const released = row['state'] === 'released' && (at('complete') || at('pending'))
    const settled = row['state'] === 'settled' && (!at('complete') || at('pending'))
    const waits = row['state'] === 'sent' && !at('pending')
    if (released || settled || waits) wrong.push({ end, own })
  }
  return { counts, wrong }
}
