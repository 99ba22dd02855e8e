// Finds routes from node to node, and the fees of the nodes between. Pure.
import { add, msat, type Msat } from '../../core/msat.ts'
import type { NodeName } from './nodes.ts'

export type Channel = {
  readonly scid: string
  readonly a: NodeName
  readonly b: NodeName
  readonly capacityMsat: Msat
  /** The base fee for forwarding through this channel. */
  readonly baseMsat: Msat
  readonly ppm: bigint
  /** Not announced: unknown to gossip, and so to whoever relies on it. */
  readonly private: boolean
  /** Our node's alias for it, for use where nobody should learn the short_channel_id. */
  readonly alias: string
}

/** 1000 BTC on each side, so that rebalancing is never needed. */
const CAPACITY = msat(2_000n * 100_000_000_000n)

const channel = (
  scid: string,
  alias: string,
  a: NodeName,
  b: NodeName,
  base: bigint,
  ppm: bigint
) =>
  ({
    scid,
    alias,
    a,
    b,
    capacityMsat: CAPACITY,
    baseMsat: msat(base),
    ppm,
    private: false
  }) satisfies Channel

export const CHANNELS: readonly Channel[] = [
  channel('103x1x0', '10320659x13807709x48509', 'ours', 'wallet', 0n, 0n),
  channel('103x2x0', '5585238x2392834x43951', 'ours', 'hub', 1n, 10n),
  channel('103x3x0', '7214402x11020763x2911', 'hub', 'shops', 1n, 10n),
  // In addition to the announced one, which is preferred while it is open and has enough.
  { ...channel('103x4x0', '16000000x7340122x50021', 'ours', 'hub', 1n, 10n), private: true }
]

/** One HTLC: `payer` locks `amountMsat` in a channel. */
export type Hop = {
  readonly channel: Channel
  readonly payer: NodeName
  readonly amountMsat: Msat
}

/** The hops from payer to payee, none if they are the same; undefined if no route exists. */
export function findRoute(
  from: NodeName,
  to: NodeName,
  amountMsat: Msat,
  channels: readonly Channel[] = CHANNELS,
  isOpen: (channel: Channel, payer: NodeName) => boolean = () => true
): readonly Hop[] | undefined {
  const path = findPath(from, to, { channels, isOpen }, [])
  let amount = amountMsat
  return path?.reduceRight<readonly Hop[]>((hops, step) => {
    const hop = { ...step, amountMsat: amount }
    amount = add(amount, feeFor(step.channel, amount))
    return [hop, ...hops]
  }, [])
}

export const feeOf = (hops: readonly Hop[], amountMsat: Msat): bigint =>
  (hops[0]?.amountMsat ?? amountMsat) - amountMsat

export const feeFor = (through: Channel, amountMsat: Msat): Msat =>
  msat(through.baseMsat + (amountMsat * through.ppm) / 1_000_000n)

type Step = Omit<Hop, 'amountMsat'>

type Map = {
  readonly channels: readonly Channel[]
  readonly isOpen: (channel: Channel, payer: NodeName) => boolean
}

/** Four nodes and nearly a tree, so depth first finds the shortest path. */
function findPath(
  from: NodeName,
  to: NodeName,
  map: Map,
  visited: readonly NodeName[]
): readonly Step[] | undefined {
  if (from === to) return []
  for (const channel of map.channels) {
    if (channel.a !== from && channel.b !== from) continue
    const beyond = channel.a === from ? channel.b : channel.a
    if (visited.includes(beyond) || !map.isOpen(channel, from)) continue
    const rest = findPath(beyond, to, map, [...visited, from])
    if (rest) return [{ channel, payer: from }, ...rest]
  }
  return undefined
}
