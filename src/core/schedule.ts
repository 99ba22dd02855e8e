// Runs periodic jobs while the process lives; one that fails is run again at its next time.
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import { pollingLoop } from './polling-loop.ts'

export type Job = {
  readonly name: string
  readonly everyMs: number
  readonly run: () => Promise<unknown>
}

/** This many failures in a row are no accident. */
const FAILURES_MAX = 3

/**
 * Runs each for the first time at once.
 * @returns which jobs have failed repeatedly, as sentences
 */
export function runChores(
  jobs: readonly Job[],
  { clock, log }: { readonly clock: Pick<Clock, 'sleep'>; readonly log: Pick<Log, 'warn'> },
  stop: AbortSignal
): () => readonly string[] {
  const failures = new Map<string, number>()

  async function repeat({ name, everyMs, run }: Job): Promise<void> {
    await pollingLoop(clock, stop, async () => {
      await run().then(
        () => failures.delete(name),
        (error: unknown) => {
          failures.set(name, (failures.get(name) ?? 0) + 1)
          // At shutdown a job loses the services it needs, which is no reason to warn.
          if (!stop.aborted) log.warn({ job: name, error }, 'a job waits for its next time')
        }
      )
      return everyMs
    })
  }

  for (const job of jobs) void repeat(job)
  return () =>
    [...failures]
      .filter(([, count]) => count >= FAILURES_MAX)
      .map(([name, count]) => `"${name}" has failed ${count} times in a row`)
}
