// Deposits from the wallet outside: asked for, paid, and seen as settled by whoever waits for it.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ground } from './ground.ts'
import { at, round } from './load.ts'

const AT_ONCE = 32
const LOOK_EVERY_MS = 5

type Asked = { readonly id: string; readonly bolt11: string }

/** The time is from the wallet's word that it has paid until the deposit shows as settled. */
export async function deposits({ port, sandboxKey }: Ground, seconds: number): Promise<object> {
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${sandboxKey}`,
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID()
      },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    if (!response.ok) throw new Error(`${path} answered ${response.status}`)
    return (await response.json()) as T
  }
  const times: number[] = []
  const begun = performance.now()
  const one = async (): Promise<void> => {
    while (performance.now() - begun < seconds * 1000) {
      const { id, bolt11 } = await call<Asked>('POST', '/v1/deposits', { amount_msat: 1_000 })
      await call('POST', '/sandbox/wallet/pay', { bolt11 })
      const paidAt = performance.now()
      for (let status = ''; status !== 'settled';) {
        await sleep(LOOK_EVERY_MS)
        status = (await call<{ status: string }>('GET', `/v1/deposits/${id}`)).status
      }
      times.push(performance.now() - paidAt)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
  const took = (performance.now() - begun) / 1000
  return {
    per_second: Math.round(times.length / took),
    seen_p50_ms: round(at(times, 0.5)),
    seen_p99_ms: round(at(times, 0.99))
  }
}
