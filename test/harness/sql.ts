// Asks a test's database directly, beside the gateway.
import pg from 'pg'

export async function ask(url: string, sql: string): Promise<readonly unknown[][]> {
  return connected(url, async client => rowsOf(client, sql))
}

/** All that is in every table, a row a line. One connection: there are as many tables as places. */
export async function everyRow(url: string): Promise<string> {
  return connected(url, async client => {
    const tables = `select tablename from pg_tables where schemaname = 'public'`
    const lines: unknown[] = []
    for (const [table] of await rowsOf(client, tables))
      lines.push(...(await rowsOf(client, `select t::text from "${String(table)}" t`)).flat())
    return lines.join('\n')
  })
}

const rowsOf = async (client: pg.Client, text: string): Promise<unknown[][]> =>
  (await client.query<unknown[]>({ text, rowMode: 'array' })).rows

async function connected<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
