// The control API of the sandbox's process, on a unix socket: serves the gateway's /sandbox routes.
import { Ajv, type AnySchema, type ValidateFunction } from 'ajv'
import type { JsonSchemaToTsProvider } from '@fastify/type-provider-json-schema-to-ts'
import fastify from 'fastify'
import { AppError, ERRORS } from '../core/errors.ts'
import { msat } from '../core/msat.ts'
import * as bodies from './bodies.ts'
import { chainRoutes } from './payment-services/control.ts'
import type { Doors } from './payment-services/keys.ts'
import { endWhatIsDue } from './node/deadlines.ts'
import type { Network } from './node/network.ts'
import { countFaults, forgetOutcomes, queueOutcomes } from './node/outcomes.ts'
import { messagesAt } from './node/phone.ts'
import { telegramRoutes } from './telegram/control.ts'
import type { World } from './telegram/world.ts'
import { authorsRoutes } from './shops/authors.ts'
import { invoiceFromWallet, payFromWallet } from './wallet.ts'

/** The identity of this sandbox, so that a gateway adopts only its own. */
export type Whoami = {
  readonly id: string
  /** Of its program; a process of another version is not adopted either. */
  readonly version: string
  readonly pid: number
  readonly rpc: string
  /** Base URLs of the imitated services, by LApp id. */
  readonly shops: Readonly<Record<string, string>>
  /** The imitated payment services. */
  readonly doors: Doors
  /** The simulated Telegram, for the gateway's bot. */
  readonly telegram: { readonly token: string; readonly root: string }
}

export function openControl(network: Network, world: World, whoami: Whoami) {
  const app = fastify({ forceCloseConnections: true }).withTypeProvider<JsonSchemaToTsProvider>()
  app.setValidatorCompiler<AnySchema>(({ schema }) => checking(schema))
  app.setErrorHandler((error: Error, _request, reply) => {
    const { code, detail } =
      error instanceof AppError ? error : new AppError(codeOf(error), error.message)
    return reply.code(ERRORS[code].status).send({ code, detail })
  })
  app.addHook('onRequest', (_request, _reply, done) => {
    endWhatIsDue(network)
    done()
  })
  app.get('/', () => whoami)
  walletRoutes(app, network)
  app.get('/phone/:number', { schema: { params: bodies.PHONE } }, ({ params }) => ({
    messages: messagesAt(network, params.number)
  }))
  nextPayments(app, network)
  chainRoutes(app, network)
  authorsRoutes(app, network)
  telegramRoutes(app, world)
  return app
}

const ajv = new Ajv()

/** Compiled for the first request: most sandboxes are asked for little of what there is. */
function checking(schema: AnySchema) {
  let check: ValidateFunction | undefined
  return (data: unknown) => {
    check ??= ajv.compile(schema)
    return check(data) ? true : { error: check.errors ?? [] }
  }
}

/** Sets how the node treats its next outgoing payments. */
function nextPayments(app: bodies.Control, network: Network): void {
  app.get('/node/next-payments', () => ({ faults: countFaults(network.store) }))
  app.delete('/node/next-payments', (_request, reply) => {
    forgetOutcomes(network.store)
    return reply.code(204).send()
  })
  app.post('/node/next-payments', { schema: { body: bodies.NEXT_PAYMENTS } }, ({ body }) => {
    const outcomes = body.outcomes.map(outcome =>
      outcome.is === 'drop' ? { ms: DROP_MS, ...outcome } : outcome
    )
    queueOutcomes(network.store, outcomes)
    return { queued: outcomes.length }
  })
}

const DROP_MS = 3_000
const AN_HOUR = 3_600

function walletRoutes(app: bodies.Control, network: Network): void {
  app.post(
    '/wallet/pay',
    { schema: { body: bodies.WALLET_PAY } },
    ({ body: { bolt11, amount_msat: amount } }) => ({
      preimage: payFromWallet(network, bolt11, amount === undefined ? undefined : msat(amount))
    })
  )
  app.post(
    '/wallet/invoice',
    { schema: { body: bodies.WALLET_INVOICE } },
    ({ body: { amount_msat: amount, description = '', expires_in: expirySeconds = AN_HOUR } }) => {
      const amountMsat = amount === undefined ? undefined : msat(amount)
      const made = invoiceFromWallet(network, { amountMsat, description, expirySeconds })
      return { bolt11: made.bolt11, payment_hash: made.paymentHash }
    }
  )
}

const codeOf = (error: Error & { statusCode?: number }) =>
  (error.statusCode ?? 500) < 500 ? 'invalid_request' : 'internal'
