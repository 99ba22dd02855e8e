// Runs transactions that do not move money: a writing one is retried, within bounds, when
// PostgreSQL asks for it; a read-only one sees a single snapshot.
import type { EntityManager } from '@mikro-orm/postgresql'
import { fresh } from './query.ts'
import { retryDeadlock } from './retry-deadlock.ts'

/** `work` may run several times, so it must have no effect other than on `em`. */
export const transaction = async <T>(
  em: EntityManager,
  work: (em: EntityManager) => Promise<T>
): Promise<T> => retryDeadlock(async () => fresh(em).transactional(work))

export const snapshot = async <T>(
  em: EntityManager,
  read: (em: EntityManager) => Promise<T>
): Promise<T> =>
  fresh(em).transactional(read, { isolationLevel: 'repeatable read', readOnly: true })
