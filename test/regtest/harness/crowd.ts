// Many payments at once on a real node, refused and paid: what the flushes after each refusal
// cost them, and how long somebody else's question to the node's router waits meanwhile.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { sentFor } from './frozen.ts'
import type { Gateway } from './gateway.ts'
import type { Json, Network } from './network.ts'

/** @param mode how carol treats them: '' takes them, 'fail:400F' refuses all */
export async function crowd(g: Gateway, net: Network, many: number, mode: string): Promise<Json> {
  const before = await g.balances()
  const idle = await routing(net, sleep(3_000))
  net.mode(mode)
  const invoices = await Promise.all(Array.from({ length: many }, () => net.invoice(100_000)))
  const begunAt = Date.now()
  const took: number[] = []
  const all = Promise.all(
    invoices.map(async ({ bolt11 }) => {
      const { id } = await g.pay(bolt11)
      let seen = await g.find(id)
      while (seen['status'] === 'pending') {
        await sleep(20)
        seen = await g.find(id)
      }
      took.push(Date.now() - begunAt)
      return seen
    })
  )
  const under = await routing(net, all)
  const ended = await all
  net.mode('')
  const sent = await Promise.all(invoices.map(one => sentFor(net, one.payment_hash)))
  const after = await g.balances()
  assert.equal(
    before.free - after.free,
    sent.reduce((sum, one) => sum + one, 0)
  )
  assert.equal(after.held, 0)
  for (const [place, { status }] of ended.entries())
    assert.equal(status === 'succeeded', (sent[place] ?? 0) > 0)
  return {
    at_once: many,
    carol: mode === '' ? 'takes' : mode,
    succeeded: ended.filter(({ status }) => status === 'succeeded').length,
    ended_ms: at(took, 0.5, 0.99, 1),
    routing_idle_ms: at(idle, 0.5, 0.99, 1),
    routing_meanwhile_ms: at(under, 0.5, 0.99, 1),
    routings: under.length
  }
}

/** How long each question for a route took, asked one after another until it is over. */
async function routing({ alice, carol }: Network, over: Promise<unknown>): Promise<number[]> {
  const { id: destination } = await carol.call('getinfo')
  const { id: source } = await alice.call('getinfo')
  const more = { amount_msat: 1_000, layers: ['auto.localchans'], maxfee_msat: 1_000 }
  const took: number[] = []
  const end = new AbortController()
  void over.finally(() => end.abort()).catch(() => undefined)
  while (!end.signal.aborted) {
    const begun = performance.now()
    await alice.call('getroutes', { source, destination, ...more, final_cltv: 18 })
    took.push(Math.round(performance.now() - begun))
    await sleep(5)
  }
  return took
}

const at = (
  took: readonly number[],
  ...shares: readonly number[]
): readonly (number | undefined)[] => {
  const sorted = took.toSorted((a, b) => a - b)
  return shares.map(share => sorted[Math.ceil(share * sorted.length) - 1])
}
