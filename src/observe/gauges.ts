// Exposes the state of the gateway as gauges, read when the metrics are scraped.
import { Gauge, type Registry } from 'prom-client'
import type { FairQueue } from '../payment/queue/fair-queue.ts'
import type { Solvency } from './solvency.ts'

/** Unknown values are omitted, so that no alarm takes them for 0. */
export function gauges(
  registry: Registry,
  standing: () => Promise<Solvency>,
  turns: Pick<FairQueue, 'counts'>
): () => Promise<string> {
  const gauge = <const L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Gauge<L>({ name: `lapp_${name}`, help, labelNames, registers: [registry] })

  const unfinished = gauge('payments', 'Unfinished payments by state', ['state'])
  const oldest = gauge('payments_oldest_seconds', 'How long the oldest one is in it', ['state'])
  const stuck = gauge('payments_stuck', 'Sent, and out for more than ten minutes', [])
  const calls = gauge('node_turns', 'Calls that are out, slow ones, and who waits', ['class'])
  const liquidity = gauge('node_liquidity_msat', 'What open channels can carry', ['direction'])
  const owed = gauge('liabilities_msat', 'What users have, holds and unclaimed tips included', [])
  const frozen = gauge('frozen', '1 while outgoing payments are frozen', [])
  const behind = gauge('deposits_behind', 'Received by the node, and not read by us', [])
  const suspense = gauge('suspense_receipts', 'Receipts that wait for an owner', [])
  const lost = gauge('deposits_lost', 'Payments that were credited and are gone since', [])
  const doubtful = gauge('deposits_doubtful', 'Deposits that need a look', [])
  const apart = gauge('deposits_difference_msat', 'Between what the node received and credits', [])
  const clocks = gauge('clock_apart_seconds', 'Between our clock and the database’s', [])
  const nodeClock = gauge('node_clock_apart_seconds', 'Between our clock and the node’s', [])
  const channels = gauge('node_channels', 'Channels that are up', [])
  const syncing = gauge('node_syncing', '1 while the node lags behind the chain', [])
  const up = gauge('up', '1 where the last question was answered', ['what'])

  return async () => {
    const { books, node, differenceMsat } = await standing()
    for (const one of [unfinished, oldest, liquidity]) one.reset()
    const plain = [stuck, owed, frozen, behind, suspense, lost, doubtful, apart, clocks]
    for (const one of [...plain, channels, syncing, nodeClock]) one.remove()
    const counts = turns.counts()
    for (const [name, count] of Object.entries(counts)) calls.set({ class: name }, count)
    up.set({ what: 'database' }, books === undefined ? 0 : 1)
    up.set({ what: 'node' }, node === undefined ? 0 : 1)
    if (books !== undefined) {
      for (const state of ['held', 'sent'] as const) {
        unfinished.set({ state }, books[state].count)
        oldest.set({ state }, books[state].oldestSeconds)
      }
      stuck.set(books.stuck)
      owed.set(Number(books.owedMsat))
      frozen.set(books.frozen === undefined ? 0 : 1)
      suspense.set(books.suspense)
      lost.set(books.lost)
      doubtful.set(books.doubtful)
      clocks.set(books.clockApartSeconds)
    }
    if (node !== undefined) {
      liquidity.set({ direction: 'outbound' }, Number(node.outboundMsat))
      liquidity.set({ direction: 'inbound' }, Number(node.inboundMsat))
      channels.set(node.usableChannels)
      syncing.set(node.syncing === undefined ? 0 : 1)
      if (node.clockApartSeconds !== undefined) nodeClock.set(node.clockApartSeconds)
    }
    if (differenceMsat !== undefined) apart.set(Number(differenceMsat))
    if (books && node) behind.set(Math.max(0, node.payIndex - books.payIndex))
    return registry.metrics()
  }
}
