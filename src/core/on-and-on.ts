// The one loop by the clock: what is done on and on says itself how long to wait for its next time.
import type { Clock } from './clock.ts'

/** Ends when the signal aborts. What `run` throws ends it too: it catches, in words of its own. */
export async function onAndOn(
  clock: Pick<Clock, 'sleep'>,
  stop: AbortSignal,
  run: () => Promise<number>
): Promise<void> {
  while (!stop.aborted) await clock.sleep(await run(), stop)
}
