// Brings back what was brought along and has died, and keeps DATA_DIR/pids.json true.
import { join } from 'node:path'
import type { Log } from './core/log.ts'
import { writeWhole } from './provision.ts'
import type { Chore } from './schedule.ts'
import type { Services } from './services.ts'

/** Meanwhile requests are refused with 503, and what is under way waits: it goes on by itself. */
export function watchman({ revive, pids }: Services, dataDir: string, log: Log): Chore {
  let told = false
  return {
    name: 'bring back what has died',
    everyMs: 2_000,
    run: async () => {
      const back = await revive()
      if (told && !back) return
      await writeWhole(join(dataDir, 'pids.json'), { gateway: process.pid, ...pids() })
      if (back) log.warn({ pids: pids() }, 'the database or the node had died; it is back')
      told = true
    }
  }
}
