// A local imitation of lightning-charge 0.4.26: invoices, their state, the payment stream, and one
// unsigned webhook each.
import type { FastifyInstance, FastifyReply } from 'fastify'
import { msat } from '../../core/msat.ts'
import { whenGone } from '../../core/when-gone.ts'
import { payCounter } from '../node/invoices.ts'
import type { Network } from '../node/network.ts'
import {
  allCharges,
  chargeById,
  makeCharge,
  presentCharge,
  presentNew,
  type Charge
} from './charge-invoices.ts'
import { openStream } from './stream.ts'

type Body = {
  readonly msatoshi?: string | number
  readonly description?: string
  readonly expiry?: number
  readonly metadata?: unknown
  readonly webhook?: string
}

export const charge =
  (network: Network, { token }: { readonly token: string }) =>
  (app: FastifyInstance): void => {
    const expected = `Basic ${Buffer.from(`api-token:${token}`).toString('base64')}`
    app.addHook('onRequest', async (request, reply) => {
      if (request.headers.authorization === expected) return
      reply.header('www-authenticate', 'Basic realm="Lightning Charge"')
      await reply.code(401).type('text/plain').send('Unauthorized')
    })
    app.post<{ Body: Body }>('/invoice', ({ body }, reply) => {
      const { msatoshi, description = 'Lightning Charge Invoice', expiry = 3600 } = body
      const made = makeCharge(network, {
        amountMsat: msatoshi === undefined ? undefined : msat(BigInt(msatoshi)),
        description,
        expirySeconds: expiry,
        metadata: body.metadata,
        webhook: body.webhook ?? null
      })
      return reply.code(201).send(presentNew(network, made))
    })
    app.get('/invoices', () => allCharges(network).map(one => presentCharge(network, one)))
    app.get<{ Params: { id: string } }>('/invoice/:id', ({ params }, reply) =>
      found(network, params.id, reply)
    )
    app.get('/payment-stream', (_request, reply) => stream(network, reply))
    app.get('/info', () => ({ id: network.nodes.ours.pubkey, network: 'regtest' }))
  }

function found(network: Network, id: string, reply: FastifyReply) {
  const one = chargeById(network, id)
  return one ? presentCharge(network, one) : reply.code(404).type('text/plain').send('Not Found')
}

/** Streams payments from now on; missed ones are not repeated. */
function stream(network: Network, reply: FastifyReply): FastifyReply {
  const write = openStream(reply)
  const known = new Set(paid(network).map(({ id }) => id))
  const look = (): void => {
    for (const one of paid(network)) {
      if (known.has(one.id)) continue
      known.add(one.id)
      const shown = presentCharge(network, one)
      write(`id:${shown.pay_index ?? 0}\ndata:${JSON.stringify(shown)}\n\n`)
    }
  }
  network.store.events.on(payCounter('ours'), look)
  whenGone(reply.raw, () => network.store.events.off(payCounter('ours'), look))
  return reply
}

const paid = (network: Network): readonly Charge[] =>
  allCharges(network).filter(one => presentCharge(network, one).status === 'paid')
