// Serves one shop's routes.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { goneSignal } from '../../core/when-gone.ts'
import type { Network } from '../node/network.ts'
import { serveDoor, type OpenDoor } from '../payment-services/serve.ts'
import type { Ask, Shop } from './shop.ts'
import { openTill } from './till.ts'

/** Anything not in the table gets 404. */
export function serveShop(network: Network, shop: Shop): Promise<OpenDoor> {
  const till = openTill(network, shop.id)
  return serveDoor(network, `shops.port.${shop.id}`, app => {
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body))))
    )
    for (const [route, answer] of Object.entries(shop.routes)) {
      const [method = '', url = ''] = route.split(' ')
      app.route({
        method,
        url,
        handler: async (request, reply) => {
          const { status, body, headers = {} } = await answer(toAsk(request, reply), till)
          return reply.code(status).headers(headers).send(body)
        }
      })
    }
  })
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
