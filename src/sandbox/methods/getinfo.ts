// getinfo, as recorded from 26.06.6.
import { BLOCK_HEIGHT } from '../node/chain.ts'
import { CHANNELS } from '../node/route.ts'
import { method } from '../rpc/method.ts'

export const getinfo = method({}, ({ network }) => {
  const { pubkey } = network.nodes.ours
  const channels = CHANNELS.filter(({ a, b }) => a === 'ours' || b === 'ours')
  const peers = new Set(channels.map(({ a, b }) => (a === 'ours' ? b : a)))
  return {
    id: pubkey,
    alias: 'alice-like',
    color: pubkey.slice(0, 6),
    num_peers: peers.size,
    num_pending_channels: 0,
    num_active_channels: channels.length,
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
