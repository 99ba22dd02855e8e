// getroutes as askrene implements it, for xpay and for RPC callers: layers must exist when the
// request arrives, and are read when its search begins.
import type { Network } from './network.ts'
import { UNKNOWN_LAYER, type Refusal } from './refusals.ts'
import type { Layer } from './layers.ts'
import { isAutomatic, LOCAL_CHANNELS, search, type Found, type Wanted } from './route-search.ts'

/** `compute` may be delayed: it is the child process, which has read everything and computes. */
export async function getRoutes(
  network: Network,
  wanted: Wanted,
  compute: () => Promise<unknown> = () => Promise.resolve()
): Promise<Found | Refusal> {
  const { askrene } = network
  await askrene.inbox.pass()
  const known = (name: string) => isAutomatic(name) || askrene.layers.find(name) !== undefined
  if (!wanted.layers.every(known)) return UNKNOWN_LAYER
  return askrene.queue.live(async () => {
    // It asks the node for its channels first, so a request that does not name them overtakes it
    // here.
    if (wanted.layers.includes(LOCAL_CHANNELS)) await network.turn()
    const found = search(network, wanted, read(network, wanted.layers))
    if (found.is === 'found') await compute()
    return found
  })
}

function read(network: Network, names: readonly string[]): readonly (Layer | string)[] {
  return names.map(name => {
    const layer = network.askrene.layers.find(name)
    if (layer) return layer
    if (isAutomatic(name)) return name
    // askrene asserts that the layer exists; as an important plugin it takes lightningd down when
    // it crashes.
    return network.die(`askrene: layer ${name} was removed while a request waited that names it`)
  })
}
