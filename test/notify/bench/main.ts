// `npm run bench:events`: a hundred who listen, a hundred events a second for half a minute; how
// many arrive, how late, and whether the gateway grows by it.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'tap'
import { listen } from '../../bench/listener.ts'
import { pidsOf, place } from '../../e2e/harness/place.ts'
import type { Gateway } from '../../e2e/harness/asking.ts'
import { start } from '../../e2e/harness/gateway.ts'

const LISTENERS = 100
const PER_SECOND = 100
const SECONDS = 30

test('a hundred listeners', { timeout: 300_000 }, async t => {
  const g = await start(await place(t))
  const { body: child } = await g.ask('POST', '/v1/accounts', { name: 'child' })
  const wish = { name: 'k', account: child['id'], scopes: ['account:read'] }
  const key = String((await g.ask('POST', '/v1/api-keys', wish)).body['key'])
  const seen = await Promise.all(Array.from({ length: LISTENERS }, async () => listen(g.url, key)))
  const memory = [rss(g)]
  const began = performance.now()
  for (let n = 0; n < SECONDS * 10; n++) {
    const transfers = Array.from({ length: PER_SECOND / 10 }, () => ({
      to: child['id'],
      amount_msat: 1
    }))
    await g.ask('POST', '/v1/transfers/batch', { transfers })
    await sleep(Math.max(0, began + (n + 1) * 100 - performance.now()))
    if (n % 50 === 49) memory.push(rss(g))
  }
  const sent = SECONDS * PER_SECOND
  const limit = performance.now() + 30_000
  while (seen.some(({ count }) => count() < sent) && performance.now() < limit) await sleep(20)
  const seconds = (performance.now() - began) / 1_000
  const all = seen.reduce((sum, { count }) => sum + count(), 0)
  const late = seen.flatMap(one => one.late()).toSorted((a, b) => a - b)
  const at = (part: number): number => late[Math.floor((late.length - 1) * part)] ?? 0
  t.comment(
    JSON.stringify({
      deliveries: all,
      per_second: Math.round(all / seconds),
      late_ms: { p50: at(0.5), p99: at(0.99) },
      rss_mb: memory
    })
  )
  t.equal(all, sent * LISTENERS)
  for (const { close } of seen) close()
})

const rss = ({ dir }: Gateway): number => {
  const status = readFileSync(`/proc/${pidsOf(dir)?.gateway ?? 0}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024)
}
