// Checks the sources of deposits periodically and keeps what an operator should fix.
import type { Log } from '../core/log.ts'
import type { Job } from '../core/schedule.ts'

const EVERY_MS = 3_600_000

export function sourcesWatch(
  ask: () => Promise<readonly string[]>,
  log: Log
): { readonly job: Job; readonly said: () => readonly string[] } {
  let said: readonly string[] = []
  const run = async (): Promise<void> => {
    const found = await ask()
    for (const warning of found) if (!said.includes(warning)) log.warn({}, warning)
    said = found
  }
  return { job: { name: 'look at the sources', everyMs: EVERY_MS, run }, said: () => said }
}

/** All notes for the operator, besides what readiness checks itself. */
export const notesOf =
  (sandbox: (() => Promise<readonly string[]>) | undefined, said: () => readonly string[]) =>
  async (): Promise<readonly string[]> => [...((await sandbox?.()) ?? []), ...said()]
