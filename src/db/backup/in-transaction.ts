// The one transaction in which a whole database is read or written, over a connection of its own.
import pg from 'pg'
import { SESSION_SETTINGS } from '../session-settings.ts'

/** @param work commits it; otherwise it is rolled back */
export async function inTransaction<T>(
  url: string,
  name: 'backup' | 'restore',
  begin: string,
  work: (client: pg.Client) => Promise<T>
): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: `lapp-gateway ${name}` })
  // What ends it fails a query, and is reported there.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(SESSION_SETTINGS)
    await client.query(begin)
    // A limit that is set for the user or the database is meant for queries.
    await client.query('set local statement_timeout = 0')
    return await work(client)
  } finally {
    await client.end()
  }
}
