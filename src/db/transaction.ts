// One transaction of what is not money: retried, within bounds, when PostgreSQL asks for it.
import type { EntityManager } from '@mikro-orm/postgresql'

const TRIES = 5

/** Serialization failure, deadlock. */
const AGAIN = new Set(['40001', '40P01'])

/** `work` may run several times, so it has no effect but on `em`. */
export async function transaction<T>(
  em: EntityManager,
  work: (em: EntityManager) => Promise<T>
): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await em.fork().transactional(work)
    } catch (error) {
      const { code } = error as { readonly code?: string }
      if (tries >= TRIES || code === undefined || !AGAIN.has(code)) throw error
    }
}
