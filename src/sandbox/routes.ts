// The gateway's routes under /sandbox: forward to the sandbox's own process, and exist only with
// it.
import type {} from '@fastify/swagger'
import type { FastifyPluginCallback, FastifySchema } from 'fastify'
import { askControl } from './ask-control.ts'
import * as bodies from './bodies.ts'

/** `control` is the control API's socket, as returned by `startSandbox`. */
type SandboxRoutes = { readonly control: string }

const HEX_32 = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const

const answers = (properties: object) => ({ 200: { type: 'object', properties } })

const MESSAGE = {
  type: 'object',
  properties: { text: { type: 'string' }, at: { type: 'string', format: 'date-time' } }
} as const

const PREFIX = '/sandbox'

/** By method and path, which is that of the control API. */
const ROUTES: Readonly<Record<string, FastifySchema>> = {
  // The outside wallet.
  'POST /wallet/pay': {
    summary: "Somebody's outside wallet pays an invoice",
    body: bodies.WALLET_PAY,
    response: answers({ preimage: HEX_32 })
  },
  'POST /wallet/invoice': {
    summary: 'An outside invoice to pay',
    body: bodies.WALLET_INVOICE,
    response: answers({ bolt11: { type: 'string' }, payment_hash: HEX_32 })
  },
  // Simulated payments in bitcoin and litecoin.
  'POST /chain/pay': {
    summary: 'A make-believe payment on the chain',
    description:
      'To an address of a deposit, of bitcoin or litecoin. Without `confirmations` it is in six ' +
      'blocks at once; with 0 it is seen first, and a block comes down every ten seconds.',
    body: bodies.CHAIN_PAY,
    response: answers({ txid: HEX_32, vout: { type: 'integer' } })
  },
  // For LApps whose service is still being written.
  'POST /shops/:name/invoices': {
    summary: 'An invoice for a service of your own, which is told when it was paid',
    params: bodies.SHOP,
    body: bodies.SHOP_INVOICE,
    response: answers({ bolt11: { type: 'string' }, payment_hash: HEX_32 })
  },
  // Text messages at the simulated phones, and the outcomes of the next payments.
  'GET /phone/:number': {
    summary: 'The text messages that have been delivered at a make-believe phone',
    params: bodies.PHONE,
    response: answers({ messages: { type: 'array', items: MESSAGE } })
  },
  'POST /node/next-payments': {
    summary: 'How the node treats its next outgoing payments, in order',
    body: bodies.NEXT_PAYMENTS,
    response: answers({ queued: { type: 'integer' } })
  },
  'DELETE /node/next-payments': {
    summary: 'Forgets what is queued there',
    response: { 204: { type: 'null', description: 'Nothing is queued any more' } }
  }
}

export const sandboxRoutes: FastifyPluginCallback<SandboxRoutes> = (app, { control }, done) => {
  for (const [route, schema] of Object.entries(ROUTES)) {
    const [method = '', path = ''] = route.split(' ')
    app.route({
      method,
      url: `${PREFIX}${path}`,
      schema: { tags: ['sandbox'], ...schema },
      handler: async ({ params, body }, reply) => {
        const said = method === 'POST' ? (body ?? {}) : undefined
        const answer = await askControl(control, method, filled(path, params), said)
        return reply.code(method === 'DELETE' ? 204 : 200).send(answer)
      }
    })
  }
  done()
}

/** The path as asked for, in the one spelling that the control API has. */
const filled = (path: string, params: unknown): string =>
  path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent((params as Readonly<Record<string, string>>)[name] ?? '')
  )
