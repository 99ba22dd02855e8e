// The REST server: turns requests into calls of the rooms, and their results into the wire format
// of openapi/v1.json.
import swagger from '@fastify/swagger'
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyPluginCallback
} from 'fastify'
import type { Buckets } from '../account/buckets.ts'
import type { App } from './wire/app.ts'
import { authorize } from './wire/authorize.ts'
import { checkRequests } from './wire/check-requests.ts'
import { docs, type InSandbox } from './docs/routes.ts'
import { serveOnly } from './wire/hosts.ts'
import { watchRoutes } from './wire/not-found.ts'
import { openapi } from './docs/openapi.ts'
import { limitKeys, limitOpen } from './wire/rate-limit.ts'
import { refuse } from './wire/refuse.ts'
import { refuseUnreadable } from './wire/refuse-unreadable.ts'
import type { Rooms } from './wire/rooms.ts'
import { shedLoad, type Shedding } from './wire/shed-load.ts'
import type { PlainPage } from './wire/plain-page.ts'
import { strangerLimit } from '../core/strangers.ts'
import { account } from './routes/account.ts'
import { accounts } from './routes/accounts.ts'
import { apiKeys } from './routes/api-keys.ts'
import { decode } from './routes/decode.ts'
import { events } from './routes/events.ts'
import { deposits } from './routes/deposits.ts'
import { health, type Ready } from './routes/health.ts'
import { lapps } from './routes/lapps.ts'
import { link } from './routes/link.ts'
import { metrics, timeAnswers, type Metrics } from './routes/metrics.ts'
import { notices, type Notices } from './routes/notices.ts'
import { paidEndpoints, type Selling } from './routes/paid.ts'
import { payments } from './routes/payments.ts'
import { purchases } from './routes/purchases.ts'
import { quotes } from './routes/quotes.ts'
import { security } from './routes/security.ts'
import { services } from './routes/services.ts'
import { transactions } from './routes/transactions.ts'
import { transfers } from './routes/transfers.ts'
import { webhooks } from './routes/webhooks.ts'
import { requestName, traceRequests } from './wire/trace.ts'

export type Deps = Rooms & {
  readonly ready: Ready
  readonly metrics: Metrics
  /** The routes below /sandbox, and the key that the reference's forms are filled with. */
  readonly sandbox?: (InSandbox & { readonly routes: FastifyPluginCallback }) | undefined
  /** Telegram's webhook, if the bot uses one. */
  readonly webhook?: FastifyPluginCallback | undefined
  /** What browsers see, `/` first. */
  readonly pages?: FastifyPluginAsync | undefined
  /** The MCP endpoint, behind the same key check as the routes. */
  readonly mcp?: ((check: ReturnType<typeof authorize>) => FastifyPluginCallback) | undefined
  /** Sales to callers without an account, if enabled. */
  readonly selling?: Omit<Selling, 'publicUrl'> | undefined
  /** Where payment services send their notices, if there are any. */
  readonly notices?: Notices | undefined
  readonly log: FastifyBaseLogger
  /** Requests per second and key; 0 is unlimited. */
  readonly rateLimit: number
  readonly buckets: Pick<Buckets, 'take'>
  /** When the server is too busy; if undefined, the defaults. */
  readonly shedding?: Shedding
  /** What people see who open a path that is not there; if undefined, what programs do. */
  readonly missingPage?: PlainPage
  /** Comma-separated addresses of proxies whose X-Forwarded-For is trusted. */
  readonly trustProxy?: string | undefined
  readonly publicUrl: string
  /** Host headers accepted besides this machine's own; undefined: all. */
  readonly hosts: readonly string[] | undefined
  readonly version: string
  /** Where to report a vulnerability: an address with its scheme. */
  readonly securityContact?: string | undefined
}

const BODY_MAX = 65_536

export async function server(deps: Deps): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: deps.log,
    logController: new LogController({ disableRequestLogging: true }),
    // No child logger per request: the log adds the request's trace id itself (core/trace).
    childLoggerFactory: logger => logger,
    // Routes match with and without a trailing slash, since people and proxies write either.
    routerOptions: { ignoreTrailingSlash: true },
    genReqId: ({ headers }) => requestName(headers),
    bodyLimit: BODY_MAX,
    trustProxy: deps.trustProxy ?? false,
    requestTimeout: 60_000,
    frameworkErrors: (error, request, reply) => refuse(error, request, reply),
    clientErrorHandler: refuseUnreadable
  })
  traceRequests(app)
  timeAnswers(app, deps.metrics)
  const notFound = watchRoutes(app, deps.missingPage)
  checkRequests(app)
  app.setErrorHandler(refuse)
  app.setNotFoundHandler(notFound)
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store')
    done()
  })
  if (deps.hosts) serveOnly(app, deps.hosts)
  // Before the body is read, so that an unknown path or method is refused as such, whatever it
  // carries.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) notFound(request, reply)
    if (!reply.sent) done()
  })
  await shedLoad(app, () => performance.now(), deps.shedding)
  if (deps.rateLimit > 0) limitOpen(app, deps.buckets)
  const check = authorize(
    // When only the documents are generated, there are no rooms.
    { keys: deps.keys, accounts: () => deps.accounts },
    strangerLimit(() => performance.now())
  )
  await app.register(swagger, openapi(deps.version, deps.selling !== undefined))
  const stop = stopping(app)
  await app.register(v1(deps, check, stop), { prefix: '/v1' })
  const mode = deps.sandbox ? 'sandbox' : 'real'
  health(app, deps.ready, { mode, version: deps.version })
  metrics(app, deps.metrics, check)
  if (deps.sandbox) await app.register(deps.sandbox.routes)
  if (deps.webhook) await app.register(deps.webhook)
  if (deps.mcp) await app.register(deps.mcp(check))
  if (deps.notices) await app.register(notices(deps.notices))
  if (deps.selling) paidEndpoints(app, { ...deps, ...deps.selling }, stop)
  services(app, { ...deps, sells: deps.selling !== undefined, hasMcp: deps.mcp !== undefined })
  security(app, { ...deps, contact: deps.securityContact, now: () => new Date() })
  await docs(app, deps.catalogue, deps.sandbox)
  if (deps.pages) await app.register(deps.pages)
  return app
}

/**
 * Aborts when the server closes, so that no long poll delays it, nor a keep-alive connection after
 * it.
 */
function stopping(app: FastifyInstance): AbortSignal {
  const stop = new AbortController()
  app.addHook('preClose', done => {
    stop.abort()
    done()
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (stop.signal.aborted) void reply.header('connection', 'close')
    done()
  })
  return stop.signal
}

const v1 =
  (deps: Deps, check: ReturnType<typeof authorize>, stop: AbortSignal) =>
  (app: App, _options: object, done: () => void): void => {
    app.decorateRequest('caller')
    app.addHook('onRequest', check)
    if (deps.rateLimit > 0) app.addHook('onRequest', limitKeys(deps.buckets, deps.rateLimit))
    account(app, deps)
    link(app, deps)
    transactions(app, deps)
    deposits(app, deps)
    payments(app, deps, stop)
    decode(app, deps)
    transfers(app, deps)
    lapps(app, deps)
    quotes(app, deps)
    purchases(app, deps, stop)
    accounts(app, deps)
    apiKeys(app, deps)
    webhooks(app, deps)
    events(app, deps, check, stop)
    done()
  }
