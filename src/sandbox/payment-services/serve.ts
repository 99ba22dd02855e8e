// Serves one imitated payment service over HTTP on a loopback port of its own, which it keeps
// across restarts if it can.
import fastify, { type FastifyInstance } from 'fastify'
import type { Network } from '../node/network.ts'
import { readSetting, writeSetting } from '../node/settings.ts'
import { listen } from '../shops/serve.ts'

export type OpenDoor = { readonly url: string; readonly close: () => Promise<void> }

export async function serveDoor(
  network: Network,
  name: string,
  routes: (app: FastifyInstance) => void
): Promise<OpenDoor> {
  const app = fastify({ forceCloseConnections: true, bodyLimit: 64 * 1024 })
  routes(app)
  const setting = `doors.port.${name}`
  const port = await listen(app, Number(readSetting(network.store, setting) ?? 0))
  writeSetting(network.store, setting, String(port))
  return { url: `http://127.0.0.1:${port}`, close: () => app.close() }
}
