// A thousand invoices that were paid while nobody looked, and two hours in which no notice arrives.
import { test } from 'tap'
import { clock } from '../../src/core/clock.ts'
import type { Deposit } from '../../src/deposit/entity.ts'
import type { Method } from '../../src/deposit/source.ts'
import { watch } from '../../src/deposit/watch.ts'
import { payOnChain } from '../../src/sandbox/payment-services/chain-payments.ts'
import { until } from './harness/doors.ts'
import { elsewhere, type Elsewhere } from './harness/elsewhere.ts'

const OF_EACH: Readonly<Record<Method, number>> = {
  lightning: 850,
  btcpay: 50,
  charge: 50,
  onchain: 50
}

// A thousand invoices are made, signed and paid for real.
test(
  'a thousand that were paid while no gateway ran are credited once each',
  { timeout: 300_000 },
  async t => {
    const on = await elsewhere(t)
    const alice = await on.user()
    const methods = Object.entries(OF_EACH).flatMap(([method, count]) =>
      Array<Method>(count).fill(method as Method)
    )
    const deposits = await inTurns(methods, async (method, n) => on.ask(alice, method, 1_000 + n))
    for (const deposit of shuffled(deposits)) pay(on, deposit)
    const total = deposits.reduce((sum, { amountMsat }) => sum + (amountMsat ?? 0n), 0n)
    t.equal(await on.balance(alice), 0n)

    const begun = performance.now()
    const stop = on.gateway()
    const watching = new AbortController()
    const read = watch(
      {
        em: on.em,
        commit: on.commit,
        step: on.step,
        node: on.node,
        nodeId: on.network.nodes.ours.pubkey,
        clock,
        log: { warn: () => undefined }
      },
      watching.signal
    )
    t.ok(await until(async () => (await on.balance(alice)) >= total))
    t.comment(`1000 credits in ${Math.round(performance.now() - begun)} ms`)
    watching.abort()
    await Promise.all([stop(), read])
    t.equal(await on.balance(alice), total)
    const [settled] = await on.sql(
      `select count(*)::int as deposits,
         (select count(*)::int from entry where kind = 'deposit') as credits
       from deposit where state = 'settled' and received_msat = amount_msat`
    )
    t.strictSame(settled, { deposits: 1_000, credits: 1_000 })
    t.same(await on.wrong(), [])
  }
)

const STEP_MINUTES = 5

test('through two hours without any notice each is found by looking', async t => {
  const on = await elsewhere(t)
  const alice = await on.user()
  const stop = on.gateway()
  let total = 0n
  for (let minute = 0; minute < 120; minute += STEP_MINUTES) {
    const asked: Deposit[] = []
    for (const method of ['btcpay', 'charge', 'onchain'] as const)
      asked.push(await on.ask(alice, method, 1_000 + minute))
    await later(on, STEP_MINUTES)
    for (const deposit of asked) pay(on, deposit)
    total += asked.reduce((sum, { amountMsat }) => sum + (amountMsat ?? 0n), 0n)
  }
  await later(on, STEP_MINUTES)
  t.ok(await until(async () => (await on.balance(alice)) >= total), 'all of them')
  await stop()
  t.equal(await on.balance(alice), total)
  t.strictSame(on.away, [])
  t.same(await on.wrong(), [])
})

/** By its own clock the source is later; by the database's all that is known is older. */
async function later(on: Elsewhere, minutes: number): Promise<void> {
  on.pass(minutes * 60_000)
  const past = `- make_interval(mins => ${minutes})`
  await on.sql(
    `update deposit set created_at = created_at ${past}, expires_at = expires_at ${past}`
  )
  await on.sql(`update deposit_look set next_at = next_at ${past}, until = until ${past}`)
}

function pay(on: Elsewhere, deposit: Deposit): void {
  const sats = (deposit.amountMsat ?? 0n) / 1000n
  if (deposit.method !== 'onchain') on.pay(deposit.bolt11)
  else {
    const paid = { coin: 'BTC', sats, confirmations: 3 } as const
    payOnChain(on.network, { ...paid, address: deposit.address ?? '' })
  }
}

/** A few at a time. */
async function inTurns<T, R>(all: readonly T[], work: (one: T, n: number) => Promise<R>) {
  const results: R[] = []
  for (let at = 0; at < all.length; at += 10) {
    const some = all.slice(at, at + 10)
    results.push(...(await Promise.all(some.map(async (one, n) => work(one, at + n)))))
  }
  return results
}

/** Always the same order, and none that anything follows. */
const shuffled = <T>(all: readonly T[]): readonly T[] =>
  all
    .map((one, n) => ({ one, key: (n * 7_919) % 1_009 }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ one }) => one)
