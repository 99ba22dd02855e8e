// Prometheus: for a key with `admin`, or whoever asks from this very machine.
import type { FastifyInstance, FastifyPluginCallback, FastifyRequest } from 'fastify'
import type { Keys } from '../../account/keys.ts'
import { authorize } from '../authorize.ts'

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

export const metrics =
  ({ render }: Pick<Metrics, 'render'>, keys: Pick<Keys, 'authenticate'>): FastifyPluginCallback =>
  (app, _options, done) => {
    const check = authorize(keys)
    app.get(
      '/metrics',
      {
        config: { scope: 'admin' },
        schema: {
          tags: ['health'],
          summary: 'Metrics for Prometheus; from elsewhere with a key that has the scope admin',
          produces: ['text/plain'],
          response: { 200: { type: 'string' } }
        },
        onRequest: async (request, reply) => {
          if (!isLocal(request)) await check(request, reply)
        }
      },
      async (_request, reply) => reply.type(TEXT).send(await render())
    )
    done()
  }

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']

/** A proxy on this machine speaks for others: what it forwards is not from here. */
function isLocal({ socket, headers }: FastifyRequest): boolean {
  const from = socket.remoteAddress ?? ''
  const loopback = from === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(from)
  return loopback && FORWARDED.every(name => headers[name] === undefined)
}

/** Times every answer, by the form of its route. */
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
