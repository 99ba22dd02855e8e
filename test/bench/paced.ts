// Load at a rate that is offered, whether or not the gateway keeps up: what an answer takes counts
// from when its request was due, so that a pause of the gateway is felt by all whom it kept.
import { setTimeout as sleep } from 'node:timers/promises'
import { figuresOf, open, type Load, type Measured } from './load.ts'

export async function paced(asked: Load & { readonly perSecond: number }): Promise<Measured> {
  const { port, connections, seconds, next, perSecond } = asked
  const times: number[] = []
  const statuses: Record<string, number> = {}
  const total = Math.floor(seconds * perSecond)
  const lines = await Promise.all(Array.from({ length: connections }, async () => open(port)))
  const begun = performance.now()
  let n = 0
  await Promise.all(
    lines.map(async line => {
      while (n < total) {
        const one = n++
        const due = begun + (one * 1_000) / perSecond
        const early = due - performance.now()
        if (early > 0) await sleep(early)
        const status = await line.ask(next(one))
        times.push(performance.now() - due)
        statuses[status] = (statuses[status] ?? 0) + 1
      }
      line.close()
    })
  )
  return { ...figuresOf(times, begun), statuses }
}
