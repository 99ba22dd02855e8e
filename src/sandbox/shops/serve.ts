// Serves one shop's routes over HTTP on a loopback port of its own, which it keeps across restarts
// if it can.
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { goneSignal } from '../../core/when-gone.ts'
import type { Network } from '../node/network.ts'
import { readSetting, writeSetting } from '../node/settings.ts'
import type { Ask, Shop } from './shop.ts'
import { openTill } from './till.ts'

export type OpenShop = { readonly url: string; readonly close: () => Promise<void> }

/** Anything not in the table gets 404. */
export async function serveShop(network: Network, shop: Shop): Promise<OpenShop> {
  const till = openTill(network, shop.id)
  const app = fastify({
    forceCloseConnections: true,
    bodyLimit: 64 * 1024,
    routerOptions: { maxParamLength: 4_096 }
  })
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body))))
  )
  for (const { method, path, answer } of shop.rows)
    app.route({
      method,
      url: path,
      handler: async (request, reply) => {
        const { status, body, headers = {} } = await answer(toAsk(request, reply), till)
        return reply.code(status).headers(headers).send(body)
      }
    })
  const port = await listen(app, Number(readSetting(network.store, portOf(shop)) ?? 0))
  writeSetting(network.store, portOf(shop), String(port))
  return { url: `http://127.0.0.1:${port}`, close: () => app.close() }
}

const portOf = (shop: Shop): string => `shops.port.${shop.id}`

/** Listens on the wanted port, or any free one. */
export async function listen(app: FastifyInstance, wanted: number): Promise<number> {
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

function toAsk(request: FastifyRequest, reply: FastifyReply): Ask {
  return {
    params: request.params as Ask['params'],
    query: request.query as Ask['query'],
    body: (request.body ?? {}) as Ask['body'],
    accept: request.headers.accept ?? '',
    headers: request.headers,
    origin: `http://${request.host}`,
    signal: goneSignal(reply.raw, 'gone')
  }
}
