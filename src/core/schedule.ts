// What is done again and again while the process lives; one that fails is done at its next time.
import { clock } from './clock.ts'
import type { Log } from './log.ts'

export type Chore = {
  readonly name: string
  readonly everyMs: number
  readonly run: () => Promise<unknown>
}

/** The first time is at once. */
export function runChores(chores: readonly Chore[], log: Log, stop: AbortSignal): void {
  for (const chore of chores) void repeat(chore, log, stop)
}

async function repeat({ name, everyMs, run }: Chore, log: Log, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await run().catch((error: unknown) => {
      // At the end what it stands on goes away under it, which is nobody's worry.
      if (!stop.aborted) log.warn({ chore: name, error }, 'a chore waits for its next time')
    })
    await clock.sleep(everyMs, stop)
  }
}
