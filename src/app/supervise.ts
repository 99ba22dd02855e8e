// Supervises what runs beside the gateway, the embedded database or the make-believe node:
// restarts it when it dies, stops it with the gateway, keeps DATA_DIR/pids.json true.
import { join } from 'node:path'
import type { Log } from '../core/log.ts'
import type { Chore } from '../core/schedule.ts'
import { writeWhole } from './provision.ts'

export type Companion = {
  readonly runs: () => Promise<boolean>
  readonly stop: () => Promise<void>
}

export type Supervised<T extends Companion> = {
  readonly now: () => T
  /** Starts it anew if it has died; whether it had. For a schedule. */
  readonly revive: () => Promise<boolean>
  readonly stop: () => Promise<void>
}

/** @param again how to start it where it was, so that whoever knows its address finds it there */
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
    // One that is just being brought back would otherwise outlive us.
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

/** Meanwhile requests are refused with 503, and what is under way waits: it goes on by itself. */
export function reviving({ revive, pids }: Companions, dataDir: string, log: Log): Chore {
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
