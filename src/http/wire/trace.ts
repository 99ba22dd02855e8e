// The trace id of a request: taken from the caller if it is well-formed; each line of the log
// carries it.
import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { traced } from '../../core/trace.ts'

/** W3C Trace Context: version, trace id, parent, flags. */
const TRACEPARENT = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/
const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/

export function requestName(headers: IncomingHttpHeaders): string {
  const own = headers['x-request-id']
  const parent = headers['traceparent']
  const trace = typeof parent === 'string' ? TRACEPARENT.exec(parent)?.[1] : undefined
  return trace ?? (typeof own === 'string' && REQUEST_ID.test(own) ? own : newName())
}

const newName = (): string => randomUUID().replaceAll('-', '')

/** Fastify reads the body in the context of its request, so setting it once is enough. */
export function traceRequests(app: FastifyInstance): void {
  app.addHook('onRequest', ({ id }, reply, done) => {
    void reply.header('x-request-id', id)
    traced(id, done)
  })
  app.addHook('onResponse', ({ id, log, method, routeOptions }, { statusCode: status }, done) => {
    log.debug({ trace: id, method, route: routeOptions.url, status }, 'answered')
    done()
  })
}
