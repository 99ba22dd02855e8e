// Runs again what PostgreSQL ended for the sake of other transactions: nothing of it was done. Also
// a statement that locks a single row can be chosen, since it queues for that row with the others.

const TRIES = 5

/** SQLSTATEs: serialization_failure, deadlock_detected. */
const AGAIN = new Set(['40001', '40P01'])

/** @param run may run several times, so it must have no effect other than on the database */
export async function retryDeadlock<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await run()
    } catch (error) {
      const { code } = error as { readonly code?: string }
      if (tries >= TRIES || code === undefined || !AGAIN.has(code)) throw error
    }
}
