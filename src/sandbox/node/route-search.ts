// One search of askrene: which channels the layers leave open, and the route through them.
import type { Msat } from '../../core/msat.ts'
import { bottleneck, sideOf } from './balances.ts'
import type { Network } from './network.ts'
import { nodeOf, type NodeName, type Nodes } from './nodes.ts'
import * as refusals from './refusals.ts'
import {
  beyond,
  CHANNELS,
  feeFor,
  feeOf,
  findRoute,
  isOf,
  type Channel,
  type Hop
} from './route.ts'
import type { Layer } from './layers.ts'

/** Created by askrene itself at each search: what the node knows of its own channels. */
export const LOCAL_CHANNELS = 'auto.localchans'
export const SOURCE_FREE = 'auto.sourcefree'
const INCLUDE_FEES = 'auto.include_fees'
export const isAutomatic = (name: string): boolean =>
  [LOCAL_CHANNELS, SOURCE_FREE, INCLUDE_FEES].includes(name)

export type Wanted = {
  readonly source: string
  readonly destination: string
  readonly amountMsat: Msat
  readonly maxFeeMsat: Msat
  readonly finalCltv: number
  readonly maxDelay: number
  /** In order: a later layer overrides an earlier one. */
  readonly layers: readonly string[]
}

export type Found = {
  readonly is: 'found'
  readonly payee: NodeName
  readonly hops: readonly Hop[]
}

/** Of every hop; the default on regtest. */
export const CLTV_DELTA = 6

/** @param layers the named layers in their present state; an automatic one by its name */
export function search(
  network: Network,
  wanted: Wanted,
  layers: readonly (Layer | string)[]
): Found | refusals.Refusal {
  const { nodes, store } = network
  const source = nodeOf(nodes, wanted.source)
  const payee = nodeOf(nodes, wanted.destination)
  if (!source) return refusals.unknownNode(wanted.source, 'source')
  if (!payee) return refusals.unknownNode(wanted.destination)
  const known = CHANNELS.filter(channel => isKnown(channel, layers))
  const open = (channel: Channel, payer: NodeName) => isOpen(nodes, channel, payer, layers)
  let short: Hop | undefined
  let usable = known
  for (;;) {
    const hops = findRoute(source.name, payee.name, wanted.amountMsat, usable, open)
    if (!hops) break
    const tooSmall = bottleneck(store, hops)
    if (!tooSmall) return affordable(wanted, { is: 'found', payee: payee.name, hops })
    short ??= tooSmall
    usable = usable.filter(channel => channel !== tooSmall.channel)
  }
  const path = findRoute(source.name, payee.name, wanted.amountMsat, known)
  if (!path) return refusals.NO_CONNECTION
  if (short) {
    const max = sideOf(store, short.channel, short.payer)
    return refusals.tooLittle(textOf(path), short.channel.scid, max)
  }
  return whyClosed(network, { source: source.name, payee: payee.name, known, path }, layers)
}

function affordable(wanted: Wanted, found: Found): Found | refusals.Refusal {
  const [first] = found.hops
  const own =
    first && !wanted.layers.includes(SOURCE_FREE) ? feeFor(first.channel, first.amountMsat) : 0n
  const total = feeOf(found.hops, wanted.amountMsat) + own
  if (total > wanted.maxFeeMsat) return refusals.TOO_EXPENSIVE
  const delay = wanted.finalCltv + CLTV_DELTA * found.hops.length
  return delay > wanted.maxDelay ? refusals.TOO_SLOW : found
}

/** Gossip knows announced channels; private ones are known only to the node itself, for its own. */
const isKnown = (channel: Channel, layers: readonly (Layer | string)[]): boolean =>
  !channel.private || (isOf('ours', channel) && layers.includes(LOCAL_CHANNELS))

function isOpen(
  nodes: Nodes,
  channel: Channel,
  payer: NodeName,
  layers: readonly (Layer | string)[]
): boolean {
  const side = scidDir(nodes, channel, payer)
  return layers.reduce<boolean>((open, layer) => {
    if (typeof layer === 'string')
      return open || (layer === LOCAL_CHANNELS && isOf('ours', channel))
    const shut = !channel.private && layer.disabledNodes.includes(nodes[payer].pubkey)
    return layer.updates[side] ?? (open && !shut)
  }, !channel.private)
}

/** BOLT 7: direction 0 is that of the node with the lesser key. */
export function scidDir(nodes: Nodes, channel: Channel, payer: NodeName): string {
  const other = nodes[beyond(payer, channel)]
  return `${channel.scid}/${nodes[payer].pubkey < other.pubkey ? 0 : 1}`
}

const textOf = (path: readonly Hop[]): string => path.map(({ channel }) => channel.scid).join('->')

type Shut = {
  readonly source: NodeName
  readonly payee: NodeName
  readonly known: readonly Channel[]
  readonly path: readonly Hop[]
}

/** In askrene's wording (explain_failure.c). */
function whyClosed(
  { nodes }: Network,
  { source, payee, known, path }: Shut,
  layers: readonly (Layer | string)[]
): refusals.Refusal {
  const out = known.filter(channel => isOf(source, channel))
  if (out.every(channel => !isOpen(nodes, channel, source, layers)))
    return refusals.allDisabled(out.length, 'source')
  const into = known.filter(channel => isOf(payee, channel))
  if (into.every(channel => !isOpen(nodes, channel, beyond(payee, channel), layers)))
    return refusals.allDisabled(into.length, 'destination')
  const shut = path.find(({ channel, payer }) => !isOpen(nodes, channel, payer, layers))
  const named = shut && scidDir(nodes, shut.channel, shut.payer)
  const by = layers.findLast(
    layer => typeof layer !== 'string' && named !== undefined && layer.updates[named] === false
  )
  const why =
    by === undefined || typeof by === 'string'
      ? 'marked disabled by gossip message.'
      : `marked disabled by layer ${by.name}.`
  return refusals.noPaths(`The shortest path is ${textOf(path)}, but ${named ?? ''} ${why}`)
}
