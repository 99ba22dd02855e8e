// What is out is counted over all gateways: by owner, and before it goes.
import { test } from 'tap'
import { newId, type Id } from '../../../src/core/ids.ts'
import { msat } from '../../../src/core/msat.ts'
import { openAccount } from '../../../src/ledger/open.ts'
import { fairQueue } from '../../../src/payment/queue/fair-queue.ts'
import { room, type Room } from '../harness/room.ts'

const LIMITS = { calls: 16, slow: 8, perAccount: 3, slowPerAccount: 1 }
const BALANCE = 1_000_000
const HELD = { is: 'stall', ms: 60_000, then: 'fail' } as const
const caps = (more: { perRoot?: number; root?: number; gateway?: number }) =>
  fairQueue(LIMITS, {
    perRoot: more.perRoot ?? 30,
    rootMsat: more.root === undefined ? undefined : msat(more.root),
    gatewayMsat: more.gateway === undefined ? undefined : msat(more.gateway)
  })
const sent = async (house: Room): Promise<number> => {
  const [row] = await house.sql(`select count(*)::int as n from payment where state = 'sent'`)
  return Number(row?.['n'])
}

/** An account below the other, with what it may spend. */
async function below(house: Room, parent: Id): Promise<Id> {
  const id = await openAccount(house.em.fork(), { name: 'below', parent })
  const money = await house.user(BALANCE)
  const [entry, subject] = [newId(), newId()]
  const moved = { id: entry, subject, debit: money, credit: id, kind: 'transfer' as const }
  await house.commit({
    entries: [{ ...moved, amountMsat: msat(BALANCE) }],
    guards: [],
    claims: []
  })
  return id
}

test('two gateways that both have room in view let no root have more out than it may', async t => {
  const house = await room(t)
  const mallory = await house.user(BALANCE)
  const accounts = [mallory, await below(house, mallory), await below(house, mallory)]
  const both = [
    await house.payer({ turns: caps({ perRoot: 3 }) }),
    await house.payer({ turns: caps({ perRoot: 3 }) })
  ] as const
  await house.next(...Array.from({ length: 12 }, () => HELD))
  const opened = await Promise.all(
    Array.from({ length: 12 }, async (_, n) =>
      (n % 2 === 0 ? both[0] : both[1]).pay(
        accounts[n % accounts.length] ?? mallory,
        await house.invoice(1_000)
      )
    )
  )
  const all = (): number => both.reduce((n, { turns }) => n + turns.counts().waiting, 0)
  while (all() < 9) await new Promise(resolve => setImmediate(resolve))
  t.equal(await sent(house), 3)
  t.equal(opened.filter(({ status }) => status === 'pending').length, 12, 'the others wait')
  t.same(await house.wrong(), [])
})

test('above the sum of a root nothing is held, at two gateways at once', async t => {
  const house = await room(t)
  const mallory = await house.user(BALANCE)
  const accounts = [mallory, await below(house, mallory)]
  const both = [
    await house.payer({ turns: caps({ root: 5_000 }) }),
    await house.payer({ turns: caps({ root: 5_000 }) })
  ] as const
  await house.next(...Array.from({ length: 2 }, () => HELD))
  const asked = await Promise.allSettled(
    Array.from({ length: 8 }, async (_, n) =>
      (n % 2 === 0 ? both[0] : both[1]).pay(
        accounts[(n >> 1) % 2] ?? mallory,
        await house.invoice(2_000)
      )
    )
  )
  const refused = asked.filter(one => one.status === 'rejected')
  t.equal(refused.length, 6)
  for (const { reason } of refused) t.match(reason, { code: 'limit_exceeded' })
  const rows = await house.sql(`select sum(amount_msat)::int as held from payment`)
  t.same(rows, [{ held: 4_000 }])
  t.match(
    await both[0].ending(await both[0].pay(await house.user(BALANCE), await house.invoice(5_000))),
    {
      status: 'succeeded'
    }
  )
  t.same(await house.wrong(), [])
})

test('what is above the sum of all waits, and goes when there is room; what never has any is refused', async t => {
  const house = await room(t)
  const [mallory, bob] = [await house.user(BALANCE), await house.user(BALANCE)]
  const payer = await house.payer({ turns: caps({ gateway: 10_000 }) })
  await house.next({ is: 'stall', ms: 1_500, then: 'settle' })
  const called = payer.step('payment.sent')
  const first = await payer.pay(mallory, await house.invoice(6_000))
  await called
  const second = await payer.pay(bob, await house.invoice(6_000))
  t.match(payer.turns.counts(), { calls: 1, waiting: 1 })
  await t.rejects(payer.pay(bob, await house.invoice(10_001)), { code: 'limit_exceeded' })
  t.match(await payer.ending(first), { status: 'succeeded' })
  t.match(await payer.ending(second), { status: 'succeeded' })
})

test('a person of Telegram begins with one call, and gets more with what is settled', async t => {
  const house = await room(t)
  const mallory = await house.user(BALANCE)
  await house.sql(
    `insert into identity (kind, external_id, account) values ('telegram', '7', $1)`,
    [mallory]
  )
  const payer = await house.payer()
  await house.next(HELD)
  const held = payer.step('payment.sent')
  const first = await payer.pay(mallory, await house.invoice(1_000))
  await held
  await payer.pay(mallory, await house.invoice(1_000))
  t.match(payer.turns.counts(), { calls: 1, waiting: 1 })
  t.match(await payer.find(mallory, first.id), { status: 'pending' })
  const bob = await house.user(BALANCE)
  await house.sql(
    `insert into identity (kind, external_id, account) values ('telegram', '8', $1)`,
    [bob]
  )
  for (let n = 0; n < 3; n++) {
    t.match(await payer.ending(await payer.pay(bob, await house.invoice(1_000))), {
      status: 'succeeded'
    })
  }
  await house.next(HELD, HELD)
  const both = payer.step('payment.sent', 2)
  for (let n = 0; n < 3; n++) await payer.pay(bob, await house.invoice(1_000))
  await both
  t.match(payer.turns.counts(), { calls: 3, waiting: 2 })
})
