// How money gets from node to node, and what the nodes between ask for it. Pure.
import { add, msat, type Msat } from '../core/msat.ts'
import type { NodeName } from './nodes.ts'

export type Channel = {
  readonly scid: string
  readonly a: NodeName
  readonly b: NodeName
  readonly capacityMsat: Msat
  /** What a node asks for sending on through this channel. */
  readonly baseMsat: Msat
  readonly ppm: bigint
}

/** 1000 BTC on each side, so that nothing ever has to be rebalanced. */
const CAPACITY = msat(2_000n * 100_000_000_000n)

const channel = (scid: string, a: NodeName, b: NodeName, baseMsat: bigint, ppm: bigint) =>
  ({ scid, a, b, capacityMsat: CAPACITY, baseMsat: msat(baseMsat), ppm }) satisfies Channel

export const CHANNELS: readonly Channel[] = [
  channel('103x1x0', 'ours', 'wallet', 0n, 0n),
  channel('103x2x0', 'ours', 'hub', 1n, 10n),
  channel('103x3x0', 'hub', 'shops', 1n, 10n)
]

/** One HTLC: `payer` locks `amountMsat` in a channel. */
export type Hop = {
  readonly channel: Channel
  readonly payer: NodeName
  readonly amountMsat: Msat
}

/** The hops from payer to payee, none for oneself; undefined where no channels lead there. */
export function findRoute(
  from: NodeName,
  to: NodeName,
  amountMsat: Msat,
  channels: readonly Channel[] = CHANNELS
): readonly Hop[] | undefined {
  const path = findPath(from, to, channels, [])
  let amount = amountMsat
  return path?.reduceRight<readonly Hop[]>((hops, step) => {
    const hop = { ...step, amountMsat: amount }
    amount = add(amount, fee(step.channel, amount))
    return [hop, ...hops]
  }, [])
}

export const feeOf = (hops: readonly Hop[], amountMsat: Msat): bigint =>
  (hops[0]?.amountMsat ?? amountMsat) - amountMsat

const fee = (through: Channel, amountMsat: Msat): Msat =>
  msat(through.baseMsat + (amountMsat * through.ppm) / 1_000_000n)

type Step = Omit<Hop, 'amountMsat'>

/** The network is a tree of four, so depth first finds the only path. */
function findPath(
  from: NodeName,
  to: NodeName,
  channels: readonly Channel[],
  walked: readonly Channel[]
): readonly Step[] | undefined {
  if (from === to) return []
  for (const channel of channels) {
    if (walked.includes(channel) || (channel.a !== from && channel.b !== from)) continue
    const beyond = channel.a === from ? channel.b : channel.a
    const rest = findPath(beyond, to, channels, [...walked, channel])
    if (rest) return [{ channel, payer: from }, ...rest]
  }
  return undefined
}
