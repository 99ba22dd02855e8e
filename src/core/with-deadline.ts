// Something that is given a time, and whose timers and listeners go when it is over.
import type { Clock } from './clock.ts'

/** One for all: an abort without a reason makes an error with a stack that nobody looks at. */
export const DEADLINE_OVER = new Error('it is over')

/**
 * The signal aborts after `ms`, with any of the others, and in any case at the end: nothing is
 * left behind, as `AbortSignal.timeout` would leave its timer and all that hangs on it.
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

/** What was asked, or undefined where it does not come within `ms`; a refusal is passed on. */
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
