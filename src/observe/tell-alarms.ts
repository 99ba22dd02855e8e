// Sends lasting alarms to the operator's chat, each once an hour, from whichever gateway of this
// database sees it first.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Clock } from '../core/clock.ts'
import type { Job } from '../core/schedule.ts'
import { query } from '../db/query.ts'
import { ALARMS, type Seen } from './alarms.ts'

export type Deps = {
  readonly em: EntityManager
  readonly clock: Pick<Clock, 'now'>
  readonly seen: () => Promise<Seen>
  /** Rejects if Telegram does not accept it. */
  readonly send: (text: string) => Promise<void>
}

const EVERY_MS = 30_000
const AGAIN_MS = 3_600_000

/** One that was told later than now was told while the database's clock was ahead. */
const CLAIM = `
  insert into alarm_told (name, told_at) values (?, now())
  on conflict (name) do update set told_at = now()
    where alarm_told.told_at not between now() - interval '1 hour' and now() + interval '1 minute'
  returning name`

export function tellAlarms({ em, clock, seen, send }: Deps): Job {
  const since = new Map<string, number>()
  const told = new Map<string, number>()

  /** If the database is away, which is an alarm itself, each gateway sends it. */
  async function mayTell(name: string): Promise<boolean> {
    if (clock.now() - (told.get(name) ?? -Infinity) < AGAIN_MS) return false
    const claimed = await query<{ name: string }>(em, CLAIM, [name]).catch(() => [{ name }])
    return claimed.length > 0
  }

  async function tell(name: string, text: string): Promise<void> {
    if (!(await mayTell(name))) return
    told.set(name, clock.now())
    try {
      await send(`⚠️ ${name}: ${text}`)
    } catch (error) {
      told.delete(name)
      await query(em, 'delete from alarm_told where name = ?', [name]).catch(() => [])
      throw error
    }
  }

  return {
    name: 'tell alarms',
    everyMs: EVERY_MS,
    run: async () => {
      const now = await seen()
      for (const { name, lastsMs, says } of ALARMS) {
        const text = says(now)
        if (text === undefined) {
          since.delete(name)
          continue
        }
        const begun = since.get(name) ?? clock.now()
        since.set(name, begun)
        if (clock.now() - begun >= lastsMs) await tell(name, text)
      }
    }
  }
}
