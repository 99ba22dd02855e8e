// askrene's layers: what a search knows in addition to gossip. Only persistent ones survive a
// restart of the node.
import { readSetting, writeSetting } from './settings.ts'
import type { Store } from './store.ts'

export type Layer = {
  readonly name: string
  readonly persistent: boolean
  /** With repetitions, which askrene keeps. */
  readonly disabledNodes: readonly string[]
  /** By `<scid>/<direction>`, whether it is enabled; undefined: an update did not say. */
  readonly updates: Readonly<Record<string, boolean | undefined>>
}

const SETTING = 'askrene layers'

export class Layers {
  readonly #layers: Map<string, Layer>
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
    const kept = JSON.parse(readSetting(store, SETTING) ?? '[]') as readonly Layer[]
    // xpay creates its own, persistent one at each start.
    const all = [blank('xpay', true), ...kept]
    this.#layers = new Map(all.map(layer => [layer.name, layer]))
  }

  find(name: string): Layer | undefined {
    return this.#layers.get(name)
  }

  all(): readonly Layer[] {
    return [...this.#layers.values()]
  }

  create(name: string, persistent: boolean): Layer {
    return this.#put(blank(name, persistent))
  }

  remove({ name, persistent }: Layer): void {
    this.#layers.delete(name)
    if (persistent) this.#save()
  }

  disableNode(layer: Layer, pubkey: string): void {
    this.#put({ ...layer, disabledNodes: [...layer.disabledNodes, pubkey] })
  }

  updateChannel(layer: Layer, scidDir: string, enabled: boolean | undefined): void {
    const before = layer.updates[scidDir]
    this.#put({ ...layer, updates: { ...layer.updates, [scidDir]: enabled ?? before } })
  }

  #put(layer: Layer): Layer {
    this.#layers.set(layer.name, layer)
    if (layer.persistent) this.#save()
    return layer
  }

  #save(): void {
    const kept = this.all().filter(({ persistent }) => persistent)
    writeSetting(this.#store, SETTING, JSON.stringify(kept))
  }
}

const blank = (name: string, persistent: boolean): Layer => ({
  name,
  persistent,
  disabledNodes: [],
  updates: {}
})
