// The state of the simulated Lightning network, as one value that is passed to everything here.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Layers } from './layers.ts'
import { Inbox, Queue } from './route-queue.ts'
import { openChannels, unbalanced } from './balances.ts'
import { forgetTransient, readConfig } from './config-values.ts'
import { loadNodes, type Nodes } from './nodes.ts'
import { openStore, type Store } from './store.ts'
import { openTurns, type Turns } from './turns.ts'

/** Work that waits until a time. */
export type Sleeper = { readonly at: number; readonly wake: () => void }

export type Network = {
  readonly dir: string
  readonly store: Store
  readonly nodes: Nodes
  /** Unix milliseconds. */
  readonly now: () => number
  /** Ends the node at once, like a failed assertion in one of its important plugins. */
  readonly die: (why: string) => never
  readonly turn: Turns['turn']
  readonly sleepers: Set<Sleeper>
  readonly askrene: { readonly layers: Layers; readonly queue: Queue; readonly inbox: Inbox }
  readonly xpay: { payments: number; readonly ongoing: Map<number, string> }
  /** What is under way stands still from now on. */
  readonly close: () => void
}

export function openNetwork(
  dir: string,
  now: () => number,
  die: (why: string) => never = assert.fail
): Network {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const store = openStore(join(dir, 'network.sqlite'))
  const nodes = loadNodes(store)
  store.transaction(() => openChannels(store))
  assert.deepEqual(unbalanced(store), [], 'what is in the channels is what was put in')
  forgetTransient(store)
  const { turn, end } = openTurns()
  const close = (): void => {
    end()
    store.close()
  }
  const askrene = {
    layers: new Layers(store),
    queue: new Queue(() => Number(readConfig(store, 'askrene-max-threads'))),
    inbox: new Inbox(turn)
  }
  const xpay = { payments: 0, ongoing: new Map<number, string>() }
  return { dir, store, nodes, now, die, turn, sleepers: new Set(), askrene, xpay, close }
}

export const seconds = (network: Network): number => Math.floor(network.now() / 1000)
