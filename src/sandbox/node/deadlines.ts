// Ends held parts and unpaid invoices at their deadlines, which are in the database, so that a
// restart loses none.
import { expireInvoices } from './invoices.ts'
import type { Network } from './network.ts'
import { dueParts } from './parts.ts'
import { endPart } from './pay.ts'
import { nextToWake, wakeWhoIsDue } from './sleep.ts'

/** Applies all deadlines that have passed; cheap, so it runs before every request. */
export function endWhatIsDue(network: Network): void {
  if (nextDeadline(network) > network.now()) return
  wakeWhoIsDue(network)
  network.store.transaction(() => {
    for (const part of dueParts(network)) endPart(network, part)
    expireInvoices(network)
  })
}

/** The longest that setTimeout accepts; a longer wait takes several. */
const LONGEST_MS = 2 ** 31 - 1

/** Applies deadlines on time even without requests. Returns a function that stops it. */
export function watchDeadlines(network: Network): () => void {
  let timer: NodeJS.Timeout | undefined
  const arm = () => {
    clearTimeout(timer)
    const wait = Math.min(Math.max(nextDeadline(network) - network.now(), 0), LONGEST_MS)
    timer = setTimeout(turn, wait)
  }
  const turn = () => {
    endWhatIsDue(network)
    arm()
  }
  network.store.events.on('deadlines', arm)
  turn()
  return () => {
    network.store.events.off('deadlines', arm)
    clearTimeout(timer)
  }
}

function nextDeadline(network: Network): number {
  const row = network.store.get(
    `select (select min(ends_ms) from part where status = 'pending') as part,
            (select min(expires_at) from invoice where status = 'unpaid') as invoice`
  )
  const at = (name: string, unit: number) => Number(row?.[name] ?? Infinity) * unit
  return Math.min(at('part', 1), at('invoice', 1000), nextToWake(network))
}
