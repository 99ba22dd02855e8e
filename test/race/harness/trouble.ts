// Sessions that compete with the gateways for the same rows, and make the
// real PostgreSQL give them a deadlock, or cancel what they are just doing.
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Test } from 'tap'

const COMMITTERS = `datname = current_database() and application_name = 'lapp-gateway committer'`

const WAITING = `select count(*) as n from pg_stat_activity
  where ${COMMITTERS} and wait_event_type = 'Lock'`

const CANCEL = `select count(*) filter (where pg_cancel_backend(pid)) as n
  from pg_stat_activity where ${COMMITTERS} and state = 'active' and random() < 0.3`

const CANCEL_WAITING = `select count(*) filter (where pg_cancel_backend(pid)) as n
  from pg_stat_activity where ${COMMITTERS} and wait_event_type = 'Lock'`

/** Longer than it takes to close the circle, shorter than the committer's own lock_timeout. */
const DETECTED_MS = 2_000

export type Trouble = {
  /**
   * Holds the row that the gateway comes to second, waits until the gateway waits for it with the
   * first in its hands, and asks for that one: PostgreSQL ends the gateway's transaction.
   */
  readonly deadlock: <T>(second: string, first: string, provoke: () => Promise<T>) => Promise<T>
  /**
   * Changes a row that the gateway then waits for, and commits: whoever is serializable must fail.
   */
  readonly conflict: <T>(change: string, provoke: () => Promise<T>) => Promise<T>
  /** Holds a row, and cancels the statement of the gateway that waits for it. */
  readonly cancel: <T>(hold: string, provoke: () => Promise<T>) => Promise<T>
  /** Waits until it has a row. */
  readonly sees: (sql: string) => Promise<void>
  /** Cancels statements of committers until it is told to stop; answers how many. */
  readonly cancelling: () => () => Promise<number>
}

export async function trouble(t: Test, url: string): Promise<Trouble> {
  const session = async (): Promise<pg.Client> => {
    const client = new pg.Client(url)
    client.on('error', () => undefined)
    await client.connect()
    t.teardown(async () => client.end())
    return client
  }
  const watcher = await session()
  const count = async (sql: string): Promise<number> =>
    Number((await watcher.query<{ n: string }>(sql)).rows[0]?.n)
  const database = (await watcher.query<{ name: string }>('select current_database() as name')).rows
  await watcher.query(
    `alter database ${database[0]?.name ?? ''} set deadlock_timeout = ${DETECTED_MS}`
  )
  /** Holds a row until the gateway has come to it, and ends so. */
  async function held<T>(hold: string, provoke: () => Promise<T>, came: string, end: string) {
    const rival = await session()
    await rival.query(`begin; ${hold}`)
    const provoked = provoke()
    while ((await count(came)) === 0) await sleep(5)
    await rival.query(end)
    return provoked
  }
  return {
    async deadlock(second, first, provoke) {
      const rival = await session()
      await rival.query(`set deadlock_timeout = '1min'; begin; ${second}`)
      const provoked = provoke()
      while ((await count(WAITING)) === 0) await sleep(5)
      await rival.query(first)
      await rival.query('rollback')
      return provoked
    },
    conflict: async (change, provoke) => held(change, provoke, WAITING, 'commit'),
    cancel: async (hold, provoke) => held(hold, provoke, CANCEL_WAITING, 'rollback'),
    async sees(sql) {
      while ((await watcher.query(sql)).rowCount === 0) await sleep(5)
    },
    cancelling() {
      const over = new AbortController()
      const loop = async (): Promise<number> => {
        let cancelled = 0
        while (!over.signal.aborted) {
          cancelled += await count(CANCEL)
          await sleep(5)
        }
        return cancelled
      }
      const running = loop()
      return async () => {
        over.abort()
        return running
      }
    }
  }
}
