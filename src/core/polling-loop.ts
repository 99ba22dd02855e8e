// The one polling loop: each run returns how long to wait before the next.
import type { Clock } from './clock.ts'

/** Ends when the signal aborts, or when `run` throws: it must catch and report its own errors. */
export async function pollingLoop(
  clock: Pick<Clock, 'sleep'>,
  stop: AbortSignal,
  run: () => Promise<number>
): Promise<void> {
  while (!stop.aborted) await clock.sleep(await run(), stop)
}
