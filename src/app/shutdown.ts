// Shuts down in bounded time: a step that hangs must not keep the services below it running.
import type { FastifyInstance } from 'fastify'
import { clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { answerWithin, withDeadline } from '../core/with-deadline.ts'

const END_MS = 15_000
/** Requests being answered are finished; a request not fully received by then is dropped. */
const ANSWER_MS = 5_000

/** @throws {AppError} when it takes too long; the steps after it are run nevertheless. */
export async function endInTime(end: Promise<unknown>): Promise<void> {
  const ended = end.then(() => 'ended')
  if ((await answerWithin(clock, END_MS, ended)) === undefined) {
    throw new AppError('internal', `not within ${END_MS} ms`)
  }
}

/**
 * A job that uses the database is done in this time, or fails with it; one that asks somebody who
 * never answers is not waited for: Docker kills after ten seconds.
 */
const JOBS_MS = 2_000

export async function jobsEnded(ended: Promise<unknown>): Promise<void> {
  await answerWithin(clock, JOBS_MS, ended)
}

export async function closeServer(app: FastifyInstance): Promise<void> {
  const closed = app.close()
  await withDeadline(clock, ANSWER_MS, [], over => {
    over.addEventListener('abort', () => app.server.closeAllConnections(), { once: true })
    return closed
  })
}
