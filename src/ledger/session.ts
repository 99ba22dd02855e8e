// One connection of the committer: statements go out in groups,
// one round trip each, and nothing is tried twice on it.
import assert from 'node:assert/strict'
import pg from 'pg'
import type { Statement } from '../db/statement.ts'

export type Answer = { readonly command: string; readonly rows: (readonly unknown[])[] }

export type Session = {
  /**
   * Sends all at once and answers when every one of them has
   * an end: none is left behind to be taken for another's.
   */
  readonly group: (
    statements: readonly Statement[]
  ) => Promise<readonly PromiseSettledResult<Answer>[]>
  /**
   * Whether the server said anything on the side since
   * the last group began ("canceling wait for …").
   */
  readonly noticed: () => boolean
  readonly usable: () => boolean
  readonly drop: () => void
}

/**
 * No answer for so long: the other end is gone. Longer
 * than every wait that the server itself would end.
 */
const SILENCE_MS = 30_000

/**
 * Locks of a committer that vanished end with its transaction. An acknowledged write survives a
 * crash of the database, whatever its default is; a stronger setting than `on` is left as it is.
 */
export const SAFETY = `
  set default_transaction_isolation = 'read committed';
  set idle_in_transaction_session_timeout = '10s';
  set lock_timeout = '5s';
  select set_config('synchronous_commit', 'on', false)
  where current_setting('synchronous_commit') in ('off', 'local')`

/** PostgreSQL's own: plans made while the tables were empty must be good for full ones. */
const PLANNER = `
  set plan_cache_mode = force_generic_plan;
  set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set jit = off`

/** @throws what the driver says when there is no database to be had. */
export async function openSession(url: string): Promise<Session> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'lapp-gateway committer',
    pipeline: true,
    keepAlive: true,
    connectionTimeoutMillis: 10_000
  })
  let usable = true
  let noticed = false
  const drop = (): void => {
    usable = false
    client.connection.stream.destroy()
  }
  client.on('error', () => (usable = false))
  client.on('end', () => (usable = false))
  client.on('notice', () => (noticed = true))
  await client.connect()

  async function group(statements: readonly Statement[]) {
    noticed = false
    const silence = setTimeout(drop, SILENCE_MS)
    client.connection.stream.cork()
    const answers = statements.map(({ name, text, values }) =>
      client.query<unknown[]>({
        ...(values.length > 0 && { name }),
        text,
        values: [...values],
        rowMode: 'array'
      })
    )
    client.connection.stream.uncork()
    const ends = await Promise.allSettled(answers)
    clearTimeout(silence)
    return ends
  }

  const ends = await group([SAFETY, PLANNER].map(text => ({ name: '', text, values: [] })))
  const failed = ends.find(end => end.status === 'rejected')
  if (failed) drop()
  assert(!failed, failed?.reason as Error)
  return { group, noticed: () => noticed, usable: () => usable, drop }
}
