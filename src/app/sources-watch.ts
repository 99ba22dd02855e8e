// Checks the sources of deposits periodically and keeps what an operator should fix.
import type { Clock } from '../core/clock.ts'
import type { Log } from '../core/log.ts'
import type { Job } from '../core/schedule.ts'
import type { Waiting } from '../deposit/waiting.ts'

const EVERY_MS = 3_600_000
/** While there is something to fix, so that readiness does not go on about what has been fixed. */
const SOON_MS = 60_000

type Sources = {
  readonly sourceWarnings: () => Promise<readonly string[]>
  readonly waiting: Pick<Waiting, 'told'>
}

export function sourcesWatch(
  { sourceWarnings, waiting }: Sources,
  log: Pick<Log, 'warn'>,
  clock: Pick<Clock, 'now'>
): { readonly job: Job; readonly said: () => readonly string[] } {
  let said: readonly string[] = []
  let askedAt = -Infinity
  const run = async (): Promise<void> => {
    if (said.length === 0 && clock.now() - askedAt < EVERY_MS) return
    askedAt = clock.now()
    const found = await sourceWarnings()
    for (const warning of found) if (!said.includes(warning)) log.warn({}, warning)
    said = found
  }
  return {
    job: { name: 'look at the sources', everyMs: SOON_MS, run },
    said: () => [...said, ...waiting.told()]
  }
}

/** All notes for the operator, besides what readiness checks itself. */
export const notesOf =
  (sandbox: (() => Promise<readonly string[]>) | undefined, said: () => readonly string[]) =>
  async (): Promise<readonly string[]> => [...((await sandbox?.()) ?? []), ...said()]
