// Runs transactions that do not move money: a writing one is retried, within bounds, when
// PostgreSQL asks for it; a read-only one sees a single snapshot.
import type { EntityManager } from '@mikro-orm/postgresql'
import { fresh } from './query.ts'

const TRIES = 5

/** SQLSTATEs to retry: serialization_failure, deadlock_detected. */
const AGAIN = new Set(['40001', '40P01'])

/** `work` may run several times, so it must have no effect other than on `em`. */
export async function transaction<T>(
  em: EntityManager,
  work: (em: EntityManager) => Promise<T>
): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await fresh(em).transactional(work)
    } catch (error) {
      const { code } = error as { readonly code?: string }
      if (tries >= TRIES || code === undefined || !AGAIN.has(code)) throw error
    }
}

export const snapshot = async <T>(
  em: EntityManager,
  read: (em: EntityManager) => Promise<T>
): Promise<T> =>
  fresh(em).transactional(read, { isolationLevel: 'repeatable read', readOnly: true })
