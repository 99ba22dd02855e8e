// Supervises bundled processes, the embedded database or the simulated node: restarts one that
// dies, stops it with the gateway, keeps DATA_DIR/pids.json up to date.
import { join } from 'node:path'
import type { Log } from '../core/log.ts'
import type { Job } from '../core/schedule.ts'
import { writeWhole } from './provision.ts'

export type Companion = {
  readonly runs: () => Promise<boolean>
  readonly stop: () => Promise<void>
}

export type Supervised<T extends Companion> = {
  readonly now: () => T
  /** Restarts it if it has died; returns whether it had. Called by the schedule. */
  readonly revive: () => Promise<boolean>
  readonly stop: () => Promise<void>
}

/** @param again restarts it at the same address, so that its clients find it there */
export function supervise<T extends Companion>(
  first: T,
  again: (dead: T) => Promise<T>
): Supervised<T> {
  let current = first
  let revival: Promise<boolean> = Promise.resolve(false)

  async function look(): Promise<boolean> {
    if (await current.runs()) return false
    current = await again(current)
    return true
  }

  return {
    now: () => current,
    revive: () => (revival = look()),
    // Wait for a restart in progress, whose process would otherwise outlive us.
    stop: async () => {
      await revival.catch(() => undefined)
      await current.stop()
    }
  }
}

type Companions = {
  readonly revive: () => Promise<boolean>
  readonly pids: () => { readonly node: number | null; readonly postgres: number | null }
}

/** While it is down, requests get 503 and work in progress waits, then continues by itself. */
export function reviving({ revive, pids }: Companions, dataDir: string, log: Log): Job {
  let written = false
  return {
    name: 'bring back what has died',
    everyMs: 2_000,
    run: async () => {
      const back = await revive()
      if (written && !back) return
      await writeWhole(join(dataDir, 'pids.json'), { gateway: process.pid, ...pids() })
      if (back) log.warn({ pids: pids() }, 'the database or the node had died; it is back')
      written = true
    }
  }
}
