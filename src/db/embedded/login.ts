// Checks whether the PostgreSQL on a port is the one of a data folder; only then does it have our
// database `lapp`.
import pg from 'pg'
import type { Home } from './cluster.ts'
import { pidFile } from './postmaster.ts'

export type Answer = { readonly is: 'ours' } | { readonly is: 'refused'; readonly detail: string }

const DUPLICATE_DATABASE = '42P04'

/**
 * SCRAM proves that both sides know the password; the data folder it reports tells it from another
 * of ours.
 */
export async function login(port: number, home: Home): Promise<Answer> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'lapp',
    password: home.password,
    database: 'postgres',
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000
  })
  // Later connection errors fail a query, and are reported there.
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ path: string }>(
      "select current_setting('data_directory') || '/postmaster.pid' as path"
    )
    if (rows[0]?.path !== pidFile(home.data)) {
      return { is: 'refused', detail: `port ${port} belongs to another PostgreSQL` }
    }
    await createDatabase(client)
    return { is: 'ours' }
  } catch (error) {
    return { is: 'refused', detail: error instanceof Error ? error.message : String(error) }
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function createDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query("select 1 from pg_database where datname = 'lapp'")
  if (rowCount !== 0) return
  try {
    await client.query('create database lapp')
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code === DUPLICATE_DATABASE)) throw error
  }
}
