// The gateway's routes under /sandbox: forward to the sandbox's own process, and exist only with
// it.
import type {} from '@fastify/swagger'
import type { FastifyInstance, FastifyPluginCallback } from 'fastify'
import { askControl } from './ask-control.ts'
import * as bodies from './bodies.ts'

/** `control` is the control API's socket, as returned by `startSandbox`. */
export type SandboxRoutes = { readonly control: string }

const HEX_32 = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const

const answers = (properties: object) => ({ 200: { type: 'object', properties } })

export const sandboxRoutes: FastifyPluginCallback<SandboxRoutes> = (app, { control }, done) => {
  wallet(app, control)
  chain(app, control)
  shops(app, control)
  world(app, control)
  done()
}

const tags = ['sandbox']

/** The outside wallet. */
function wallet(app: FastifyInstance, control: string): void {
  app.post(
    '/sandbox/wallet/pay',
    {
      schema: {
        tags,
        summary: "Somebody's outside wallet pays an invoice",
        body: bodies.WALLET_PAY,
        response: answers({ preimage: HEX_32 })
      }
    },
    ({ body }) => askControl(control, 'POST', '/wallet/pay', body)
  )
  app.post(
    '/sandbox/wallet/invoice',
    {
      schema: {
        tags,
        summary: 'An outside invoice to pay',
        body: bodies.WALLET_INVOICE,
        response: answers({ bolt11: { type: 'string' }, payment_hash: HEX_32 })
      }
    },
    ({ body }) => askControl(control, 'POST', '/wallet/invoice', body ?? {})
  )
}

/** Simulated payments in bitcoin and litecoin. */
function chain(app: FastifyInstance, control: string): void {
  app.post(
    '/sandbox/chain/pay',
    {
      schema: {
        tags,
        summary: 'A make-believe payment on the chain',
        description:
          'To an address of a deposit, of bitcoin or litecoin. Without `confirmations` it is in six ' +
          'blocks at once; with 0 it is seen first, and a block comes down every ten seconds.',
        body: bodies.CHAIN_PAY,
        response: answers({ txid: HEX_32, vout: { type: 'integer' } })
      }
    },
    ({ body }) => askControl(control, 'POST', '/chain/pay', body)
  )
}

/** For LApps whose service is still being written. */
function shops(app: FastifyInstance, control: string): void {
  app.post<{ Params: { name: string } }>(
    '/sandbox/shops/:name/invoices',
    {
      schema: {
        tags,
        summary: 'An invoice for a service of your own, which is told when it was paid',
        params: bodies.SHOP,
        body: bodies.SHOP_INVOICE,
        response: answers({ bolt11: { type: 'string' }, payment_hash: HEX_32 })
      }
    },
    ({ params, body }) =>
      askControl(control, 'POST', `/shops/${encodeURIComponent(params.name)}/invoices`, body)
  )
}

/** Text messages at the simulated phones, and the outcomes of the next payments. */
function world(app: FastifyInstance, control: string): void {
  app.get<{ Params: { number: string } }>(
    '/sandbox/phone/:number',
    {
      schema: {
        tags,
        summary: 'The text messages that have been delivered at a make-believe phone',
        params: bodies.PHONE,
        response: answers({ messages: { type: 'array', items: MESSAGE } })
      }
    },
    ({ params }) => askControl(control, 'GET', `/phone/${encodeURIComponent(params.number)}`)
  )
  app.post(
    '/sandbox/node/next-payments',
    {
      schema: {
        tags,
        summary: 'How the node treats its next outgoing payments, in order',
        body: bodies.NEXT_PAYMENTS,
        response: answers({ queued: { type: 'integer' } })
      }
    },
    ({ body }) => askControl(control, 'POST', '/node/next-payments', body)
  )
  app.delete(
    '/sandbox/node/next-payments',
    {
      schema: {
        tags,
        summary: 'Forgets what is queued there',
        response: { 204: { type: 'null', description: 'Nothing is queued any more' } }
      }
    },
    async (_request, reply) => {
      await askControl(control, 'DELETE', '/node/next-payments')
      return reply.code(204).send()
    }
  )
}

const MESSAGE = {
  type: 'object',
  properties: { text: { type: 'string' }, at: { type: 'string', format: 'date-time' } }
} as const
