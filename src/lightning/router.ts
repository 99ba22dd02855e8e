// The node's router (askrene), as far as the fence commands it (safe-payer.md 3.8): layers that
// close routes, and a search that returns only after those begun before it.
import { asRow, asRows, text, whole } from './row.ts'
import type { CallOptions } from './transport.ts'
import { NodeRefused, NodeSilent } from './errors.ts'

/** Every method throws `NodeSilent` or `NodeRefused`. */
export type Router = {
  createLayer(layer: string): Promise<void>
  /**
   * Never call it while a request that names the layer may be queued: askrene asserts that it
   * exists, and would take lightningd down with it.
   */
  removeLayer(layer: string): Promise<void>
  layers(): Promise<readonly string[]>
  /** Once answered, no new search finds a way out of the node; false: there is no such layer. */
  disableNode(layer: string, nodeId: string): Promise<boolean>
  /** The same for one direction of a channel, `<scid>/0` or `<scid>/1`. */
  disableChannel(layer: string, direction: string): Promise<boolean>
  /** How many searches may run at once. */
  maxThreads(): Promise<number>
  /** Effective until lightningd is restarted. */
  setMaxThreads(threads: number): Promise<void>
  /**
   * A search that queues behind all others and finds nothing.
   * @returns whether it returned within that time
   */
  search(from: string, timeoutMs: number): Promise<boolean>
  /** Calls after this use connections that were opened after it. */
  reconnect(): void
}

type Ask = (
  method: string,
  params?: Readonly<Record<string, unknown>>,
  options?: CallOptions
) => Promise<unknown>

const THREADS = 'askrene-max-threads'
/** Recorded from 26.06.6: fence-disable-node-unknown-layer. */
const UNKNOWN_LAYER = /unknown layer/i
/**
 * The generator of secp256k1, nobody's node: the search ends as soon as its turn has come. It names
 * our channels, since a search without them overtakes those that wait.
 */
const NOBODY = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'
const SEARCH = {
  destination: NOBODY,
  amount_msat: 1000,
  layers: ['auto.localchans'],
  maxfee_msat: 1000,
  final_cltv: 18
}

export function routerOrders(ask: Ask, reconnect: () => void): Router {
  /** false: the layer does not exist, and an unknown layer opens no route. */
  const inLayer = async (method: string, params: Readonly<Record<string, unknown>>) => {
    try {
      await ask(method, params)
      return true
    } catch (error) {
      if (error instanceof NodeRefused && UNKNOWN_LAYER.test(error.message)) return false
      throw error
    }
  }
  return {
    async createLayer(layer) {
      await ask('askrene-create-layer', { layer, persistent: false })
    },
    async removeLayer(layer) {
      await inLayer('askrene-remove-layer', { layer })
    },
    layers: async () =>
      asRows(await ask('askrene-listlayers'), 'layers').map(one => text(one, 'layer')),
    disableNode: (layer, node) => inLayer('askrene-disable-node', { layer, node }),
    disableChannel: (layer, direction) =>
      inLayer('askrene-update-channel', {
        layer,
        short_channel_id_dir: direction,
        enabled: false
      }),
    async maxThreads() {
      const { configs } = asRow(await ask('listconfigs', { config: THREADS }))
      return whole(asRow(asRow(configs)[THREADS]), 'value_int')
    },
    async setMaxThreads(threads) {
      await ask('setconfig', { config: THREADS, val: threads, transient: true })
    },
    async search(from, timeoutMs) {
      try {
        await ask('getroutes', { source: from, ...SEARCH }, { timeoutMs, long: true })
        return true
      } catch (error) {
        // "No route" is as good an answer as any. Errors below zero are none of the router's: the
        // call was no search, or lightningd or an HTTP front end refused it in the router's place.
        if (error instanceof NodeRefused && error.code > 0) return true
        if (error instanceof NodeSilent) return false
        throw error
      }
    },
    reconnect
  }
}
