// The simulated Telegram's Bot API, over HTTP on loopback: JSON and forms in, the real one's
// envelope out.
import type { FastifyInstance } from 'fastify'
import { goneSignal } from '../../core/when-gone.ts'
import { serveDoor, type OpenDoor } from '../payment-services/serve.ts'
import { readForm } from './form.ts'
import { METHODS } from './methods.ts'
import { Refused } from './refused.ts'
import type { Json } from './wire.ts'
import type { World } from './world.ts'

/** Pictures of QR codes are far smaller. */
const BODY_MAX = 2 * 1024 * 1024

export const serveTelegram = (world: World): Promise<OpenDoor> =>
  serveDoor(world.network, 'doors.port.telegram', botApi(world))

const botApi =
  (world: World) =>
  (app: FastifyInstance): void => {
    app.addContentTypeParser(/^multipart\/form-data/, { parseAs: 'buffer' }, readForm)
    app.setErrorHandler((error: Error, _request, reply) => {
      const { code, message, retryAfter } =
        error instanceof Refused ? error : new Refused(codeOf(error), error.message)
      return reply.code(code).send({
        ok: false,
        error_code: code,
        description: message,
        parameters: retryAfter === undefined ? undefined : { retry_after: retryAfter }
      })
    })
    app.all<{ Params: { token: string; method: string } }>(
      '/bot:token/:method',
      { bodyLimit: BODY_MAX },
      async ({ params, body }, reply) => {
        if (params.token !== world.token) throw new Refused(401, 'Unauthorized')
        const { method } = params
        const run = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined
        if (run === undefined) throw new Refused(404, 'Not Found')
        return { ok: true, result: await run(world, (body ?? {}) as Json, goneSignal(reply.raw)) }
      }
    )
    app.setNotFoundHandler(() => {
      throw new Refused(404, 'Not Found')
    })
  }

const codeOf = (error: Error & { readonly statusCode?: number }): number => error.statusCode ?? 500
