// Serves one imitated service over HTTP on a loopback port of its own, which it keeps across
// restarts if it can.
import fastify, { type FastifyInstance } from 'fastify'
import type { Network } from '../node/network.ts'
import { readSetting, writeSetting } from '../node/settings.ts'

export type OpenDoor = { readonly url: string; readonly close: () => Promise<void> }

/** @param setting where its port is kept */
export async function serveDoor(
  network: Network,
  setting: string,
  routes: (app: FastifyInstance) => void
): Promise<OpenDoor> {
  const app = fastify({
    forceCloseConnections: true,
    bodyLimit: 64 * 1024,
    routerOptions: { maxParamLength: 4_096 }
  })
  routes(app)
  const port = await listen(app, Number(readSetting(network.store, setting) ?? 0))
  writeSetting(network.store, setting, String(port))
  return { url: `http://127.0.0.1:${port}`, close: () => app.close() }
}

/** Listens on the wanted port, or any free one. */
async function listen(app: FastifyInstance, wanted: number): Promise<number> {
  const at = async (port: number) => {
    await app.listen({ host: '127.0.0.1', port })
    const address = app.server.address()
    return typeof address === 'object' && address ? address.port : port
  }
  try {
    return await at(wanted)
  } catch (error) {
    // The port was taken meanwhile: any other will do, since the gateway asks for it at its start.
    if (wanted !== 0 && (error as NodeJS.ErrnoException).code === 'EADDRINUSE') return at(0)
    throw error
  }
}
