// The simulated Lightning network and its shops, as a separate process, so that the gateway uses
// them only through the real interfaces: lightningd's socket and the shops' HTTP. In: --dir, --rpc,
// --control. Out: one ready line; SIGTERM ends it.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openControl } from './control.ts'
import { watchDeadlines } from './node/deadlines.ts'
import { METHODS } from './methods/all.ts'
import { openDoors } from './payment-services/open.ts'
import { openNetwork } from './node/network.ts'
import { serveRpc } from './rpc/server.ts'
import { SHOPS } from './shops/all.ts'
import { keepCallingBack } from './shops/authors.ts'
import { serveShop } from './shops/serve.ts'
import { keepDelivering } from './shops/till.ts'
import { serveTelegram } from './telegram/serve.ts'
import { openWorld } from './telegram/world.ts'
import { programVersion } from './version.ts'

const option = { type: 'string' } as const
const { values } = parseArgs({ options: { dir: option, rpc: option, control: option } })
const dir = values.dir ?? '.data/sandbox'
const rpc = values.rpc ?? join(dir, 'lightning-rpc')
const control = values.control ?? join(dir, 'control')

/** Like a failed assertion: at once, and every connection breaks. */
function die(why: string): never {
  console.error(`Error: ${why}`)
  process.exit(1)
}

const network = openNetwork(dir, Date.now, die)
writeFileSync(join(dir, 'node-id'), network.nodes.ours.pubkey)
const stopWatching = watchDeadlines(network)
const stopDelivering = keepDelivering(network, SHOPS)
const stopCalling = keepCallingBack(network)
const shops = await Promise.all(
  SHOPS.map(async shop => [shop.id, await serveShop(network, shop)] as const)
)
const node = await serveRpc(rpc, network, METHODS)
const doors = await openDoors(network)
const world = openWorld(network)
const telegram = await serveTelegram(world)
const whoami = {
  id: network.nodes.ours.pubkey,
  version: programVersion(),
  pid: process.pid,
  rpc,
  shops: Object.fromEntries(shops.map(([id, { url }]) => [id, url])),
  doors: doors.told,
  telegram: { token: world.token, root: telegram.url }
}
const door = openControl(network, world, whoami)
rmSync(control, { force: true })
await door.listen({ path: control })
console.log(`sandbox ready ${JSON.stringify({ ...whoami, telegram: undefined })}`)

const asked = Promise.withResolvers<undefined>()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, asked.resolve)
await asked.promise
stopWatching()
stopDelivering()
stopCalling()
node.close()
await Promise.all([
  door.close(),
  doors.close(),
  telegram.close(),
  ...shops.map(([, shop]) => shop.close())
])
network.store.close()
// Pending calls get their connection closed, as with a real node that stops.
process.exit(0)
