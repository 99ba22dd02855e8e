// Runs periodic jobs while the process lives; one that fails is run again at its next time.
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import { pollingLoop } from './polling-loop.ts'
import { openWake, wokenLoop, type Wake } from './wake.ts'

export type Job = {
  readonly name: string
  readonly everyMs: number
  /** Runs sooner, but with this pause, whenever this process has written to the ledger. */
  readonly soonMs?: number
  readonly run: () => Promise<unknown>
}

/** This many failures in a row are no accident. */
const FAILURES_MAX = 3

export type Chores = {
  /** Which jobs have failed repeatedly, as sentences. */
  readonly failing: () => readonly string[]
  /** Once told to stop: none runs any more, so that what they need may be closed. */
  readonly ended: Promise<unknown>
}

type Deps = {
  readonly clock: Pick<Clock, 'sleep'>
  readonly log: Pick<Log, 'warn'>
  /** Rings when the ledger was written to. */
  readonly wake?: Pick<Wake, 'next'>
}

/** Each begins with what it asks of the database: all at once they would open a connection each. */
const APART_MS = 20

/** Runs the first at once, the others shortly after each other. */
export function runChores(
  jobs: readonly Job[],
  { clock, log, wake = openWake() }: Deps,
  stop: AbortSignal
): Chores {
  const failures = new Map<string, number>()

  const once = async ({ name, run }: Job): Promise<unknown> =>
    Promise.try(run).then(
      () => failures.delete(name),
      (error: unknown) => {
        failures.set(name, (failures.get(name) ?? 0) + 1)
        // At shutdown a job loses the services it needs, which is no reason to warn.
        if (!stop.aborted) log.warn({ job: name, error }, 'a job waits for its next time')
      }
    )

  async function repeat(job: Job, place: number): Promise<void> {
    const { everyMs, soonMs } = job
    if (place > 0) await clock.sleep(place * APART_MS, stop)
    if (soonMs !== undefined)
      return wokenLoop({ clock, wake, stop }, { everyMs, soonMs }, async () => once(job))
    await pollingLoop(clock, stop, async () => {
      await once(job)
      return everyMs
    })
  }

  const ended = Promise.all(jobs.map(repeat))
  const failing = (): readonly string[] =>
    [...failures]
      .filter(([, count]) => count >= FAILURES_MAX)
      .map(([name, count]) => `"${name}" has failed ${count} times in a row`)
  return { failing, ended }
}
