// The make-believe Lightning network as one value that everything here gets handed.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openChannels, unbalanced } from './balances.ts'
import { loadNodes, type Nodes } from './nodes.ts'
import { openStore, type Store } from './store.ts'

export type Network = {
  readonly dir: string
  readonly store: Store
  readonly nodes: Nodes
  /** Unix milliseconds. */
  readonly now: () => number
}

export function openNetwork(dir: string, now: () => number): Network {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const store = openStore(join(dir, 'network.sqlite'))
  const nodes = loadNodes(store)
  store.transaction(() => openChannels(store))
  assert.deepEqual(unbalanced(store), [], 'what is in the channels is what was put in')
  return { dir, store, nodes, now }
}

export const seconds = (network: Network): number => Math.floor(network.now() / 1000)
