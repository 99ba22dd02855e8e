// Throws away what no look-up needs any more; for the schedule.
import type { EntityManager } from '@mikro-orm/postgresql'
import { query } from '../db/query.ts'

/**
 * A COMMIT without an answer is looked up within seconds
 * of the database's return; a day is for its absence.
 */
export const pruneBatches = async (em: EntityManager): Promise<void> => {
  await query(em, `delete from batch where created_at < now() - interval '1 day'`)
}
