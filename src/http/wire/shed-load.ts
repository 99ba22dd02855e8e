// Sheds load: when the event loop is so far behind that every caller would wait, new requests get
// 503 before anything of them is read.
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../../core/errors.ts'

type Bounds = {
  /** The mean event loop delay allowed: far more than a single long task causes. */
  readonly lateMs: number
  /** Work at start-up does not count as load. */
  readonly graceMs: number
}

const BOUNDS: Bounds = { lateMs: 1_000, graceMs: 30_000 }
const SAMPLE_MS = 3_000

/** Liveness probes must not be shed: restarting a busy gateway would make it busier. */
const PROBES = /^\/(health|metrics)(\/|$|\?)/

/** @param clock monotonic milliseconds */
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
