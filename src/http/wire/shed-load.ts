// Says no while there is still time to say it: when this process is so far behind that all would
// wait, who comes now is sent away with 503, before anything of the request is read.
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../../core/errors.ts'

/** Milliseconds that the event loop is late on average, over a second. */
const LATE_MAX_MS = 1_000

/** A probe of life must not be shed: whoever restarts a busy gateway makes it busier. */
const PROBES = /^\/(health|metrics)(\/|$|\?)/

export async function shedLoad(app: FastifyInstance, lateMaxMs = LATE_MAX_MS): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: lateMaxMs,
    sampleInterval: 1_000,
    pressureHandler: (request, reply) => {
      if (PROBES.test(request.url)) return
      void reply.header('retry-after', '2')
      throw new AppError(
        'not_ready',
        'The gateway has too much to do; nothing was begun, try again'
      )
    }
  })
}
