// Runs work with a deadline, and removes its timers and listeners when it is over.
import type { Clock } from './clock.ts'

/** Shared: aborting without a reason would create an error with a stack trace that nobody reads. */
export const DEADLINE_OVER = new Error('it is over')

/**
 * The signal aborts after `ms`, when any of the others does, and in any case at the end: nothing is
 * left behind, whereas `AbortSignal.timeout` would leave its timer and all that it references.
 */
export async function withDeadline<T>(
  clock: Pick<Clock, 'sleep'>,
  ms: number,
  others: readonly (AbortSignal | undefined)[],
  run: (over: AbortSignal) => Promise<T>
): Promise<T> {
  const end = new AbortController()
  const over = AbortSignal.any([end.signal, ...others.filter(signal => signal !== undefined)])
  void clock.sleep(ms, over).then(() => end.abort(DEADLINE_OVER))
  try {
    return await run(over)
  } finally {
    end.abort(DEADLINE_OVER)
  }
}

/** The answer, or undefined if it does not come within `ms`; rejections are passed on. */
export async function answerWithin<T>(
  clock: Pick<Clock, 'sleep'>,
  ms: number,
  asked: Promise<T>
): Promise<T | undefined> {
  return withDeadline(clock, ms, [], over =>
    Promise.race([asked, aborted(over).then(() => undefined)])
  )
}

/** Resolves when the signal aborts. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
