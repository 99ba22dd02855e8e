// Deletes batch ids that no look-up needs any more; run by the schedule.
import type { EntityManager } from '@mikro-orm/postgresql'
import { query } from '../db/query.ts'

/**
 * A COMMIT without an answer is looked up within seconds once the database is back; a day allows
 * for its outage.
 */
export const pruneBatches = async (em: EntityManager): Promise<void> => {
  await query(em, `delete from batch where created_at < now() - interval '1 day'`)
}
