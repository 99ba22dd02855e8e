// The nodes of the simulated network; each one's key is generated once and stored.
import { createECDH } from 'node:crypto'
import type { Store } from './store.ts'

/**
 * `ours` is the gateway's, `wallet` is an outsider with a direct channel, `shops` sells one hop
 * behind `hub`.
 */
const NODE_NAMES = ['ours', 'wallet', 'hub', 'shops'] as const
export type NodeName = (typeof NODE_NAMES)[number]

export type Node = { readonly name: NodeName; readonly secret: string; readonly pubkey: string }
export type Nodes = Readonly<Record<NodeName, Node>>

export function loadNodes(store: Store): Nodes {
  return store.transaction(() => {
    const [ours, wallet, hub, shops] = NODE_NAMES.map(name => loadNode(store, name))
    return { ours, wallet, hub, shops } as Nodes
  })
}

export const nodeOf = (nodes: Nodes, pubkey: string): Node | undefined =>
  NODE_NAMES.map(name => nodes[name]).find(node => node.pubkey === pubkey)

function loadNode(store: Store, name: NodeName): Node {
  const row = store.get('select secret, pubkey from node where name = ?', name)
  if (row) return { name, secret: String(row['secret']), pubkey: String(row['pubkey']) }
  const key = createECDH('secp256k1')
  const pubkey = key.generateKeys('hex', 'compressed')
  const secret = key.getPrivateKey('hex').padStart(64, '0')
  store.run('insert into node (name, secret, pubkey) values (?, ?, ?)', name, secret, pubkey)
  return { name, secret, pubkey }
}
