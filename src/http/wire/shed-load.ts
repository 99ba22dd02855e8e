// Says no while there is still time to say it: when this process is so far behind that all would
// wait, who comes now is sent away with 503, before anything of the request is read.
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../../core/errors.ts'

type Bounds = {
  /** How late the event loop may be on average: far more than one long task makes of it. */
  readonly lateMs: number
  /** What a start has to do is no load. */
  readonly graceMs: number
}

const BOUNDS: Bounds = { lateMs: 1_000, graceMs: 30_000 }
const SAMPLE_MS = 3_000

/** A probe of life must not be shed: whoever restarts a busy gateway makes it busier. */
const PROBES = /^\/(health|metrics)(\/|$|\?)/

/** @param clock milliseconds of a clock that only runs forward */
export async function shedLoad(
  app: FastifyInstance,
  clock: () => number,
  { lateMs, graceMs }: Bounds = BOUNDS
): Promise<void> {
  const begun = clock()
  await app.register(underPressure, {
    maxEventLoopDelay: lateMs,
    sampleInterval: SAMPLE_MS,
    pressureHandler: (request, reply) => {
      if (PROBES.test(request.url) || clock() - begun < graceMs) return
      void reply.header('retry-after', '2')
      throw new AppError(
        'not_ready',
        'The gateway has too much to do; nothing was begun, try again'
      )
    }
  })
}
