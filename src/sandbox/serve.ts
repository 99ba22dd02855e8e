// Opens the simulated Lightning network and its shops in a folder, and serves them: the node on its
// socket, the shops and services over HTTP on loopback. Several may be in one process.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openControl, type Whoami } from './control.ts'
import { METHODS } from './methods/all.ts'
import { watchDeadlines } from './node/deadlines.ts'
import { openNetwork, type Network } from './node/network.ts'
import { openDoors } from './payment-services/open.ts'
import { serveRpc } from './rpc/server.ts'
import type { Paths } from './running.ts'
import { SHOPS } from './shops/all.ts'
import { keepCallingBack } from './shops/authors.ts'
import { serveShop } from './shops/serve.ts'
import { keepDelivering } from './shops/till.ts'
import { serveTelegram } from './telegram/serve.ts'
import { openWorld } from './telegram/world.ts'
import { programVersion } from './version.ts'

export type Serving = {
  readonly whoami: Whoami
  /**
   * Ends all but the connections to the node, which whoever waits for the end of a process goes by
   * (`endRunning`).
   */
  readonly close: () => Promise<void>
  /** Ends these too, where no end of a process does. */
  readonly cut: () => void
}

type Place = Paths & { readonly dir: string }
type Ends = (() => unknown)[]

/** If a later step fails to start, everything started before it is stopped. */
export async function serveSandbox(
  place: Place,
  now: () => number,
  die?: (why: string) => never
): Promise<Serving> {
  const network = openNetwork(place.dir, now, die)
  const ends: Ends = [network.close]
  const close = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    return { ...(await open(network, place, ends)), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** @param ends receives what stops each part as soon as it has started */
async function open(network: Network, place: Place, ends: Ends): Promise<Omit<Serving, 'close'>> {
  const { dir, rpcPath: rpc, controlPath } = place
  const { pubkey: id } = network.nodes.ours
  writeFileSync(join(dir, 'node-id'), id)
  ends.push(watchDeadlines(network), keepDelivering(network, SHOPS), keepCallingBack(network))
  const shops = await Promise.all(
    SHOPS.map(async shop => {
      const { url, close } = await serveShop(network, shop)
      ends.push(close)
      return [shop.id, url] as const
    })
  )
  const node = await serveRpc(rpc, network, METHODS)
  ends.push(node.close)
  const doors = await openDoors(network)
  ends.push(doors.close)
  const world = openWorld(network)
  const telegram = await serveTelegram(world)
  ends.push(telegram.close)
  const whoami = {
    id,
    version: programVersion(),
    pid: process.pid,
    rpc,
    shops: Object.fromEntries(shops),
    doors: doors.told,
    telegram: { token: world.token, root: telegram.url }
  }
  const control = openControl(network, world, whoami)
  ends.push(() => control.close())
  rmSync(controlPath, { force: true })
  await control.listen({ path: controlPath })
  return { whoami, cut: node.cut }
}
