// listpeerchannels: balances, and the pending HTLCs, the only evidence against a phantom payment.
import { createHash } from 'node:crypto'
import { wire } from '../../core/msat.ts'
import { BLOCK_HEIGHT } from '../node/chain.ts'
import { htlcsIn, sideOf, type Htlc } from '../node/balances.ts'
import type { Network } from '../node/network.ts'
import { nodeOf } from '../node/nodes.ts'
import { beyond, OUR_CHANNELS, type Channel } from '../node/route.ts'
import { method } from '../rpc/method.ts'
import { may, text } from '../rpc/params.ts'

export const listpeerchannels = method(
  { id: may(text), short_channel_id: may(text) },
  ({ network }, { id, short_channel_id: scid }) => ({
    channels: OUR_CHANNELS.filter(channel => scid === undefined || scid === channel.scid)
      .filter(channel => id === undefined || nodeOf(network.nodes, id)?.name === peerOf(channel))
      .map(channel => show(network, channel))
  })
)

const peerOf = (channel: Channel) => beyond('ours', channel)

/** Numbers of a chain that does not exist, stable for each channel. */
const made = (what: string): string => createHash('sha256').update(what).digest('hex')

function show(network: Network, channel: Channel): object {
  const htlcs = htlcsIn(network.store, channel.scid)
  const mine = sideOf(network.store, channel, 'ours')
  const theirs = sideOf(network.store, channel, peerOf(channel))
  const out = htlcs.filter(htlc => htlc.payer === 'ours').reduce((sum, h) => sum + h.amountMsat, 0n)
  const policy = {
    htlc_minimum_msat: 0,
    htlc_maximum_msat: wire(channel.capacityMsat),
    cltv_expiry_delta: 6,
    fee_base_msat: wire(channel.baseMsat),
    fee_proportional_millionths: Number(channel.ppm)
  }
  return {
    peer_id: network.nodes[peerOf(channel)].pubkey,
    peer_connected: true,
    reestablished: true,
    channel_type: { bits: [12, 22], names: ['static_remotekey/even', 'anchors/even'] },
    updates: { local: policy, remote: policy },
    state: 'CHANNELD_NORMAL',
    lost_state: false,
    owner: 'channeld',
    short_channel_id: channel.scid,
    direction: network.nodes.ours.pubkey < network.nodes[peerOf(channel)].pubkey ? 0 : 1,
    channel_id: made(`channel ${channel.scid}`),
    funding_txid: made(`funding ${channel.scid}`),
    funding_outnum: 0,
    private: channel.private,
    opener: 'local',
    alias: {
      local: channel.alias,
      remote: `${BLOCK_HEIGHT}x9x${channel.scid.split('x')[1] ?? '0'}`
    },
    features: ['option_static_remotekey', 'option_anchors'],
    // An amount in an HTLC counts as ours until it is settled.
    to_us_msat: wire(mine + out),
    total_msat: wire(channel.capacityMsat),
    fee_base_msat: wire(channel.baseMsat),
    fee_proportional_millionths: Number(channel.ppm),
    spendable_msat: wire(mine),
    receivable_msat: wire(theirs),
    maximum_htlc_out_msat: wire(channel.capacityMsat),
    max_accepted_htlcs: 483,
    status: ['CHANNELD_NORMAL:Channel ready for use.'],
    htlcs: htlcs.map(showHtlc)
  }
}

const showHtlc = ({ id, payer, amountMsat, paymentHash }: Htlc): object => ({
  direction: payer === 'ours' ? 'out' : 'in',
  id,
  amount_msat: wire(amountMsat),
  expiry: BLOCK_HEIGHT + 18 + 6,
  payment_hash: paymentHash,
  state: payer === 'ours' ? 'SENT_ADD_ACK_REVOCATION' : 'RCVD_ADD_ACK_REVOCATION'
})
