// `npm run sybil`: the attack on real parts: two gateways on one database, the make-believe node,
// names that hold whatever they are paid, people who pay on; then one gateway ends and comes back.
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'tap'
import type { Id } from '../../../src/core/ids.ts'
import { readInvoice } from '../../../src/lightning/bolt11.ts'
import type { Lightning } from '../../../src/lightning/port.ts'
import { room, type Payer, type Room } from '../harness/room.ts'

const HELD = { is: 'stall', ms: 3_600_000, then: 'fail' } as const
const BALANCE = 10_000_000
const PEOPLE = 8
/** With so many people are known to pay without delay. */
const PAID_BEFORE = 10
const invoicesOf = (attackers: number): number => (attackers > 100 ? 3 : 10)
const PHASE_MS = 30_000

for (const attackers of [2, 20, 200]) {
  test(`${attackers} who hold`, { timeout: 900_000 }, async t => {
    const house = await room(t)
    const line = outcomes(house)
    const open = (): Promise<Payer> => house.payer({ node: line.node })
    const both: [Payer, Payer] = [await open(), await open()]
    const people = await accounts(house, PEOPLE)
    await measured(house, both, people, count => count < PAID_BEFORE)
    for (const [n, account] of (await accounts(house, attackers)).entries()) {
      for (let i = 0; i < invoicesOf(attackers); i++) {
        const bolt11 = await house.invoice(1_000)
        line.held.add(bolt11)
        void both[(n + i) % 2]?.pay(account, bolt11).catch(() => undefined)
      }
    }
    const during = await phase(house, both, people)
    await both[0].leave()
    both[0] = await open()
    await both[0].recover()
    const after = await phase(house, both, people)
    const [out] = await house.sql(`select count(*)::int as n from payment where state = 'sent'`)
    t.comment(JSON.stringify({ attackers, held: out?.['n'], during, after }))
    t.same(await house.wrong(), [])
  })
}

const accounts = (house: Room, count: number): Promise<Id[]> =>
  Promise.all(Array.from({ length: count }, () => house.user(BALANCE)))

async function phase(house: Room, both: readonly Payer[], people: readonly Id[]): Promise<object> {
  const until = performance.now() + PHASE_MS
  const times = await measured(house, both, people, () => performance.now() < until)
  const at = (part: number): number => Math.round(times[Math.floor((times.length - 1) * part)] ?? 0)
  return { payments: times.length, p50_ms: at(0.5), p99_ms: at(0.99), max_ms: at(1) }
}

/** How long each payment took until it had succeeded, the shortest first. */
async function measured(
  house: Room,
  both: readonly Payer[],
  people: readonly Id[],
  goesOn: (count: number) => boolean
): Promise<number[]> {
  const times: number[] = []
  const unpaid: unknown[] = []
  const one = async (account: Id, n: number): Promise<void> => {
    for (let i = 0; goesOn(i); i++) {
      const bolt11 = await house.invoice(1_000)
      const begun = performance.now()
      const payer = both[(n + i) % 2]
      const ended = payer && (await payer.ending(await payer.pay(account, bolt11)))
      if (ended?.status === 'succeeded') times.push(performance.now() - begun)
      else unpaid.push(await house.sql(WHY, [ended?.id]))
      await sleep(200)
    }
  }
  await Promise.all(people.map(one))
  if (unpaid.length > 0) throw new Error(JSON.stringify(unpaid))
  return times.toSorted((a, b) => a - b)
}

const WHY = `select ended_by, error_code, error_detail, finished_at - dispatched_at as took
  from payment where id = $1`

/** The node's outcomes go by the order of calls: one is under way before the next begins. */
function outcomes(house: Room) {
  const held = new Set<string>()
  let last: Promise<unknown> = Promise.resolve()
  const node = (real: Lightning): Lightning => ({
    ...real,
    async pay(ask) {
      const before = last
      const taken = Promise.withResolvers<undefined>()
      last = taken.promise
      await before
      await house.next(...(held.has(ask.bolt11) ? [HELD] : []))
      const call = real.pay(ask)
      const screened = readInvoice(ask.bolt11, 'regtest')
      if (screened.is === 'invoice') await house.hasParts(screened.paymentHash)
      taken.resolve(undefined)
      return call
    }
  })
  return { held, node }
}
