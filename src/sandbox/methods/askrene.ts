// askrene's layer commands over the socket: create, list, disable, remove.
import type { Layer } from '../node/layers.ts'
import type { Network } from '../node/network.ts'
import { badParam, INVALID_PARAMS, RpcError } from '../rpc/error.ts'
import { method } from '../rpc/method.ts'
import { bool, matching, may, need, pubkey, text } from '../rpc/params.ts'

const scidDir = matching(/^\d+x\d+x\d+\/[01]$/, 'should be a short_channel_id_dir')

export const createLayer = method(
  { layer: need(text), persistent: may(bool) },
  async ({ network }, { layer: name, persistent = false }) => {
    const { layers, inbox } = network.askrene
    await inbox.pass()
    if (name.startsWith('auto.')) throw new RpcError(INVALID_PARAMS, 'Cannot create auto layer')
    const found = layers.find(name)
    // Only a persistent layer may be created twice.
    if (found && !persistent) throw new RpcError(INVALID_PARAMS, 'Layer already exists')
    return { layers: [show(found ?? layers.create(name, persistent))] }
  }
)

export const listLayers = method({ layer: may(text) }, async ({ network }, { layer }) => {
  const { layers, inbox } = network.askrene
  await inbox.pass()
  return { layers: (layer === undefined ? layers.all() : [known(network, layer)]).map(show) }
})

export const removeLayer = method({ layer: need(text) }, async ({ network }, { layer }) => {
  await network.askrene.inbox.pass()
  network.askrene.layers.remove(known(network, layer))
  return {}
})

export const disableNode = method(
  { layer: need(text), node: need(pubkey) },
  async ({ network }, { layer, node }) => {
    await network.askrene.inbox.pass()
    network.askrene.layers.disableNode(known(network, layer), node)
    return {}
  }
)

export const updateChannel = method(
  { layer: need(text), short_channel_id_dir: need(scidDir), enabled: may(bool) },
  async ({ network }, { layer, short_channel_id_dir: side, enabled }) => {
    await network.askrene.inbox.pass()
    network.askrene.layers.updateChannel(known(network, layer), side, enabled)
    return {}
  }
)

function known(network: Network, name: string): Layer {
  const layer = network.askrene.layers.find(name)
  if (layer) return layer
  throw badParam('layer', 'Unknown layer')
}

const show = ({ name, persistent, disabledNodes, updates }: Layer): object => ({
  layer: name,
  persistent,
  disabled_nodes: disabledNodes,
  created_channels: [],
  channel_updates: Object.entries(updates).map(([side, enabled]) => ({
    short_channel_id_dir: side,
    enabled
  })),
  constraints: [],
  biases: [],
  node_biases: []
})
