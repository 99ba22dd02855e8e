// Sheds load: when the event loop is so far behind that every caller would wait, new requests get
// 503 before anything of them is read: a problem for programs, a page for people.
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError, ERRORS } from '../../core/errors.ts'
import { isOpened, sendPage, type PlainPage } from './plain-page.ts'

type Bounds = {
  /** The mean event loop delay allowed: far more than a single long task causes. */
  readonly lateMs: number
  /** Work at start-up does not count as load. */
  readonly graceMs: number
  /** The page shown to people meanwhile, in their browser's language. */
  readonly page: PlainPage | undefined
}

export type Shedding = Partial<Bounds>

const BOUNDS: Bounds = { lateMs: 1_000, graceMs: 30_000, page: undefined }
const SAMPLE_MS = 3_000
const AGAIN_S = '2'

/** Liveness probes must not be shed: restarting a busy gateway would make it busier. */
const PROBES = /^\/(health|metrics)(\/|$|\?)/

/** @param clock monotonic milliseconds */
export async function shedLoad(
  app: FastifyInstance,
  clock: () => number,
  bounds: Shedding = {}
): Promise<void> {
  const { lateMs, graceMs, page } = { ...BOUNDS, ...bounds }
  const begun = clock()
  await app.register(underPressure, {
    maxEventLoopDelay: lateMs,
    sampleInterval: SAMPLE_MS,
    pressureHandler: (request, reply) => {
      if (PROBES.test(request.url) || clock() - begun < graceMs) return
      void reply.header('retry-after', AGAIN_S)
      if (page !== undefined && isOpened(request)) {
        send(request, reply, page)
        return
      }
      throw new AppError(
        'not_ready',
        'The gateway has too much to do; nothing was begun, try again'
      )
    }
  })
}

/** A GET is repeated by the browser itself; a form is sent again only by a person. */
function send(request: FastifyRequest, reply: FastifyReply, page: PlainPage): void {
  if (request.method === 'GET') void reply.header('refresh', AGAIN_S)
  sendPage(request, reply, { code: ERRORS.not_ready.status, page })
}
