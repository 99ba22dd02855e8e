// Prometheus: for a key with `admin`. Whoever asks from this machine may be a proxy that speaks for
// anybody, so neither addresses nor headers open it; METRICS_PORT does.
import { defined } from '../../core/defined.ts'
import type { FastifyInstance } from 'fastify'
import type { authorize } from '../wire/authorize.ts'

export type Metrics = {
  readonly render: () => Promise<string>
  readonly answered: (request: {
    readonly method: string
    readonly route: string
    readonly status: number
    readonly seconds: number
  }) => void
}

const TEXT = 'text/plain; version=0.0.4; charset=utf-8'

/** Without `check`, open to everybody who reaches the listener. */
export function metrics(
  app: FastifyInstance,
  { render }: Pick<Metrics, 'render'>,
  check?: ReturnType<typeof authorize>
): void {
  app.get(
    '/metrics',
    {
      config: { scope: 'admin' },
      schema: {
        tags: ['health'],
        summary: 'Metrics for Prometheus; METRICS_PORT gives them on loopback without a key',
        produces: ['text/plain'],
        response: { 200: { type: 'string' } }
      },
      ...defined({ onRequest: check })
    },
    async (_request, reply) => reply.type(TEXT).send(await render())
  )
}

/** Times every response, by the pattern of its route. */
export function timeAnswers(app: FastifyInstance, { answered }: Pick<Metrics, 'answered'>): void {
  app.addHook('onResponse', (request, reply, done) => {
    answered({
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000
    })
    done()
  })
}
