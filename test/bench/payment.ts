// What the gateway adds to a payment at the node: payments one after another, by turns through
// the gateway and by the node's own xpay.
import { setTimeout as sleep } from 'node:timers/promises'
import { unixSocket } from '../../src/lightning/socket.ts'
import type { Ground } from './ground.ts'
import { at, open, round } from './load.ts'

/** The first ones find nothing compiled and no connection open. */
const WARM_UP = 50
/** Quiet means that nothing of the one before is still being done. */
const PAUSE_MS = 5

export async function payment(
  { port, sandboxKey: key, rpcPath }: Ground,
  count: number
): Promise<object> {
  const node = unixSocket(rpcPath)
  const line = await open(port)
  const times: { readonly gateway: number[]; readonly node: number[] } = { gateway: [], node: [] }
  const timed = async (into: number[], pay: (bolt11: string) => Promise<boolean>) => {
    const bolt11 = await invoice(port)
    await sleep(PAUSE_MS)
    const begun = performance.now()
    if (!(await pay(bolt11))) throw new Error('a payment of the bench did not succeed')
    into.push(performance.now() - begun)
  }
  const throughGateway = async (destination: string): Promise<boolean> => {
    const body = JSON.stringify({ destination })
    return (await line.ask({ path: '/v1/payments', key, body })) === '201'
  }
  const byNode = async (invstring: string): Promise<boolean> => {
    const params = { invstring, maxfee: 5_000, retry_for: 5 }
    const { is } = await node.call('xpay', params, { timeoutMs: 10_000, long: true })
    return is === 'result'
  }
  for (let n = 0; n < WARM_UP + count; n += 1) {
    if (n === WARM_UP) for (const list of Object.values(times)) list.length = 0
    await timed(times.gateway, throughGateway)
    await timed(times.node, byNode)
  }
  line.close()
  await node.close()
  const [gateway, direct] = [at(times.gateway, 0.5), at(times.node, 0.5)]
  return {
    payments: count,
    gateway_p50_ms: round(gateway),
    gateway_p95_ms: round(at(times.gateway, 0.95)),
    node_p50_ms: round(direct),
    added_p50_ms: round(gateway - direct)
  }
}

async function invoice(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/sandbox/wallet/invoice`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"amount_msat":1000}'
  })
  const { bolt11 } = (await response.json()) as { readonly bolt11: string }
  return bolt11
}
