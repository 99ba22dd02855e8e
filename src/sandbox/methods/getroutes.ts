// getroutes: a route search on request, in the same queue as xpay's.
import { msat, wire } from '../../core/msat.ts'
import { getRoutes } from '../node/getroutes.ts'
import { CLTV_DELTA, scidDir, SOURCE_FREE } from '../node/route-search.ts'
import type { Nodes } from '../node/nodes.ts'
import { beyond, feeFor, type Hop } from '../node/route.ts'
import { INVALID_PARAMS, RpcError } from '../rpc/error.ts'
import { method } from '../rpc/method.ts'
import { amount, may, need, number, pubkey, texts } from '../rpc/params.ts'
import { LONGEST_DELAY } from './xpay.ts'

export const getroutes = method(
  {
    source: need(pubkey),
    destination: need(pubkey),
    amount_msat: need(amount),
    layers: need(texts),
    maxfee_msat: need(amount),
    final_cltv: need(number),
    maxdelay: may(number),
    maxparts: may(number)
  },
  async ({ network }, p) => {
    if (p.amount_msat === 0n) throw new RpcError(INVALID_PARAMS, 'amount must be non-zero')
    const found = await getRoutes(network, {
      source: p.source,
      destination: p.destination,
      amountMsat: p.amount_msat,
      maxFeeMsat: p.maxfee_msat,
      finalCltv: p.final_cltv,
      maxDelay: p.maxdelay ?? LONGEST_DELAY,
      layers: p.layers
    })
    if (found.is === 'refused') throw new RpcError(found.code, found.message)
    const route = {
      probability_ppm: 999_999,
      amount_msat: wire(p.amount_msat),
      final_cltv: p.final_cltv,
      path: showPath(network.nodes, found.hops, p.final_cltv, p.layers.includes(SOURCE_FREE))
    }
    return { probability_ppm: 999_999, routes: [route] }
  }
)

function showPath(nodes: Nodes, hops: readonly Hop[], finalCltv: number, free: boolean): object[] {
  return hops.map(({ channel, payer, amountMsat }, at) => {
    const next = beyond(payer, channel)
    const own = at === 0 && free
    const amountIn: bigint = own ? amountMsat : amountMsat + feeFor(channel, amountMsat)
    const cltvOut = finalCltv + CLTV_DELTA * (hops.length - 1 - at)
    const cltvIn = own ? cltvOut : cltvOut + CLTV_DELTA
    return {
      short_channel_id_dir: scidDir(nodes, channel, payer),
      node_id_in: nodes[payer].pubkey,
      node_id_out: nodes[next].pubkey,
      amount_in_msat: wire(msat(amountIn)),
      amount_out_msat: wire(amountMsat),
      cltv_in: cltvIn,
      cltv_out: cltvOut,
      next_node_id: nodes[next].pubkey,
      amount_msat: wire(msat(amountIn)),
      delay: cltvIn
    }
  })
}
