// Ends within bounds: what does not come must not keep what is below it alive.
import type { FastifyInstance } from 'fastify'
import { clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'

const END_MS = 15_000
/** Whoever is being answered gets his answer; who has not asked in full by then never will. */
const ANSWER_MS = 5_000

/** @throws {AppError} when it takes too long; what comes after it is ended nevertheless. */
export async function endInTime(end: Promise<unknown>): Promise<void> {
  const stop = new AbortController()
  const late = clock.sleep(END_MS, stop.signal).then(() => {
    if (!stop.signal.aborted) throw new AppError('internal', `not within ${END_MS} ms`)
  })
  await Promise.race([end, late]).finally(() => stop.abort())
}

export async function closeServer(app: FastifyInstance): Promise<void> {
  const closed = app.close()
  const timer = setTimeout(() => app.server.closeAllConnections(), ANSWER_MS)
  await closed.finally(() => clearTimeout(timer))
}
