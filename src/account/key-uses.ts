// Records when keys were last used: in memory at each request, in the database now and then.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Id } from '../core/ids.ts'
import { query } from '../db/query.ts'

export function keyUses(em: EntityManager, now: () => Date) {
  let used = new Map<Id, Date>()
  return {
    note: (key: Id): void => {
      used.set(key, now())
    },
    /** What could not be written is dropped: the next use is recorded again. */
    async write(): Promise<void> {
      if (used.size === 0) return
      const noted = [...used]
      used = new Map()
      await query(
        em,
        `update api_key k set last_used_at = greatest(k.last_used_at, u.at)
         from (select id, at from api_key join unnest(?::uuid[], ?::timestamptz[]) u(id, at)
           using (id) order by id for no key update of api_key) u where k.id = u.id`,
        [
          `{${noted.map(([id]) => id).join()}}`,
          `{${noted.map(([, at]) => at.toISOString()).join()}}`
        ]
      )
    }
  }
}
