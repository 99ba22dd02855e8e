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

const FREE = { capacityMsat: CAPACITY, baseMsat: msat(0), ppm: 0n, private: false }
const PRICED = { ...FREE, baseMsat: msat(1), ppm: 10n }

export const CHANNELS: readonly Channel[] = [
  { ...FREE, scid: '103x1x0', alias: '10320659x13807709x48509', a: 'ours', b: 'wallet' },
  { ...PRICED, scid: '103x2x0', alias: '5585238x2392834x43951', a: 'ours', b: 'hub' },
  { ...PRICED, scid: '103x3x0', alias: '7214402x11020763x2911', a: 'hub', b: 'shops' },
  // In addition to the announced one, which is preferred while it is open and has enough.
  {
    ...PRICED,
    scid: '103x4x0',
    alias: '16000000x7340122x50021',
    a: 'ours',
    b: 'hub',
    private: true
  }
]

export const isOf = (node: NodeName, { a, b }: Channel): boolean => a === node || b === node

export const OUR_CHANNELS = CHANNELS.filter(channel => isOf('ours', channel))

/** The other end of a channel of this node. */
export const beyond = (node: NodeName, { a, b }: Channel): NodeName => (a === node ? b : a)

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
    if (!isOf(from, channel)) continue
    const next = beyond(from, channel)
    if (visited.includes(next) || !map.isOpen(channel, from)) continue
    const rest = findPath(next, to, map, [...visited, from])
    if (rest) return [{ channel, payer: from }, ...rest]
  }
  return undefined
}
