// Serves the metrics alone, without a key, to a Prometheus on this machine.
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { serveOnly } from './wire/hosts.ts'
import { watchRoutes } from './wire/not-found.ts'
import { refuse } from './wire/refuse.ts'
import { metrics, type Metrics } from './routes/metrics.ts'

/** Listen on loopback only: what is owed must not be public. */
export async function metricsServer(
  seen: Pick<Metrics, 'render'>,
  log: FastifyBaseLogger
): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: 60_000,
    frameworkErrors: (error, request, reply) => refuse(error, request, reply)
  })
  const notFound = watchRoutes(app)
  app.setErrorHandler(refuse)
  app.setNotFoundHandler(notFound)
  serveOnly(app, [])
  metrics(app, seen)
  return app
}
