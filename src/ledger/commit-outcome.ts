// Finds out whether a batch whose COMMIT had no answer was committed, and makes sure that this
// cannot change afterwards.
import assert from 'node:assert/strict'
import pg from 'pg'
import { newId, type Id } from '../core/ids.ts'
import { SAFETY } from './session.ts'

const SILENCE_MS = 30_000

const MARK = 'insert into batch (id, void) values ($1, true) on conflict do nothing'

/**
 * Inserting the batch's id waits for a transaction that is still writing it. If the insert
 * succeeds, marked void, the lost transaction can never commit; a later probe, if this one's own
 * COMMIT gets lost, finds the mark. If the id exists without the mark, the batch was committed; and
 * since the probe's COMMIT came without a notice, the batch is as durable.
 * @throws if the outcome of this probe is uncertain, too; try again.
 */
export async function isCommitted(url: string, id: Id): Promise<boolean> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'lapp-gateway look-up',
    connectionTimeoutMillis: 10_000,
    query_timeout: SILENCE_MS
  })
  let noticed = false
  client.on('notice', () => (noticed = true))
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(SAFETY)
    await client.query("set lock_timeout = '20s'; begin")
    await client.query(MARK, [id])
    const found = await client.query<{ void: boolean }>('select void from batch where id = $1', [
      id
    ])
    await client.query(MARK, [newId()])
    noticed = false
    const { command } = await client.query('commit')
    assert(command === 'COMMIT' && !noticed, 'the look-up itself is not certain')
    return found.rows[0]?.void === false
  } finally {
    client.connection.stream.destroy()
  }
}
