// One connection of the committer: sends statements in groups, one round trip each, and retries
// nothing.
import assert from 'node:assert/strict'
import pg from 'pg'
import { SESSION_SETTINGS } from '../db/session-settings.ts'
import type { Statement } from '../db/statement.ts'

export type Answer = { readonly command: string; readonly rows: (readonly unknown[])[] }

export type Session = {
  /**
   * Sends all statements at once and resolves when each has ended: no answer is left over to be
   * taken for another's.
   */
  readonly group: (
    statements: readonly Statement[]
  ) => Promise<readonly PromiseSettledResult<Answer>[]>
  /** Whether the server sent a notice since the last group began ("canceling wait for …"). */
  readonly noticed: () => boolean
  readonly usable: () => boolean
  readonly drop: () => void
}

/**
 * After this long without an answer, the server is considered gone. Longer than any wait that the
 * server itself would end.
 */
const SILENCE_MS = 30_000

/**
 * Locks of a vanished committer are released with its transaction. An acknowledged write survives a
 * crash of the database, whatever its default setting; one stronger than `on` is left as it is.
 */
export const SAFETY = `${SESSION_SETTINGS};
  set idle_in_transaction_session_timeout = '10s';
  set lock_timeout = '5s';
  select set_config('synchronous_commit', 'on', false)
  where current_setting('synchronous_commit') in ('off', 'local')`

/** PostgreSQL's default: plans made while the tables were empty must be good for full ones. */
const PLANNER = `
  set plan_cache_mode = force_generic_plan;
  set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set jit = off`

/** @throws the driver's error if the database is unreachable. */
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
