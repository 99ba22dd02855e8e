// getinfo, as recorded from 26.06.6.
import { BLOCK_HEIGHT } from '../node/chain.ts'
import { beyond, OUR_CHANNELS } from '../node/route.ts'
import { method } from '../rpc/method.ts'

export const getinfo = method({}, ({ network }) => {
  const { pubkey } = network.nodes.ours
  const peers = new Set(OUR_CHANNELS.map(channel => beyond('ours', channel)))
  return {
    id: pubkey,
    alias: 'alice-like',
    color: pubkey.slice(0, 6),
    num_peers: peers.size,
    num_pending_channels: 0,
    num_active_channels: OUR_CHANNELS.length,
    num_inactive_channels: 0,
    address: [],
    binding: [],
    version: 'v26.06.8',
    blockheight: BLOCK_HEIGHT,
    network: 'regtest',
    fees_collected_msat: 0,
    'lightning-dir': network.dir,
    our_features: {
      init: '800898880a8a59a1',
      node: '808898880a8a59a1',
      channel: '',
      invoice: '024100'
    }
  }
})
