// Many calls lost at once on a real node: their searches wait in the router's queue, the gateway is
// killed, and the next one fences them. How long each step of the fence takes, and what it costs.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { sentFor } from './frozen.ts'
import type { Gateway } from './gateway.ts'
import type { Json, Network } from './network.ts'

const THREADS = 'askrene-max-threads'

/** Seconds by bucket, as Prometheus counts them. */
export type Buckets = Map<string, number>

/** One round; adds what its steps took to `took`. */
export async function lost(g: Gateway, net: Network, calls: number, took: Buckets): Promise<Json> {
  const before = await g.balances()
  await net.alice.call('setconfig', { config: THREADS, val: 0, transient: true })
  const invoices = await Promise.all(Array.from({ length: calls }, () => net.invoice(1_000_000)))
  const paid = await Promise.all(invoices.map(({ bolt11 }) => g.pay(bolt11)))
  // Each call has been written once its payment is sent; one may be paid before the queue stands.
  while (await someHeld(g, paid)) await sleep(50)
  await g.kill()
  await g.start()
  const begunAt = Date.now()
  let pending = paid.map(({ id }) => id)
  while (pending.length > 0) {
    const seen = await Promise.all(pending.map(id => g.find(id)))
    pending = seen.filter(({ status }) => status === 'pending').map(({ id }) => id)
    await sleep(20)
  }
  const ms = Date.now() - begunAt
  await net.alice.call('setconfig', { config: THREADS, val: 4, transient: true })
  await sleep(1_000)
  const sent = await Promise.all(invoices.map(one => sentFor(net, one.payment_hash)))
  const after = await g.balances()
  assert.equal(
    before.free - after.free,
    sent.reduce((sum, one) => sum + one, 0)
  )
  assert.equal(after.held, 0)
  for (const [key, count] of await g.metric('lapp_step_seconds_bucket')) {
    took.set(key, (took.get(key) ?? 0) + count)
  }
  return { lost: calls, paid_all_the_same: sent.filter(one => one > 0).length, all_ended_ms: ms }
}

async function someHeld(g: Gateway, paid: readonly Json[]): Promise<boolean> {
  const rows = g.run('payment', 'list', '--unfinished') as readonly Json[]
  const held = new Set(rows.filter(({ state }) => state === 'held').map(({ id }) => id))
  return paid.some(({ id }) => held.has(id))
}

/** The upper bound of the bucket in which that share of a step's times lies. */
export function quantile(took: Buckets, step: string, share: number): number {
  const of = [...took].filter(([key]) => key.includes(`step="${step}"`))
  const bound = (key: string): number =>
    Number(/le="([^"]+)"/.exec(key)?.[1]?.replace('+Inf', 'Infinity'))
  const byBound = Map.groupBy(of, ([key]) => bound(key))
  const bounds = [...byBound]
    .map(([le, all]) => ({ le, count: all.reduce((sum, [, count]) => sum + count, 0) }))
    .toSorted((a, b) => a.le - b.le)
  const total = bounds.at(-1)?.count ?? 0
  return bounds.find(({ count }) => count >= share * total)?.le ?? Infinity
}
