// Runs hot queries as prepared statements: PostgreSQL parses them once per connection, and after
// five executions mostly keeps a plan. MikroORM inlines values, so each of its queries is a new
// text.
import type { EntityManager } from '@mikro-orm/postgresql'
import { statement } from './statement.ts'

/**
 * Runs on a connection of its own, never in a transaction of `em`; an error closes that connection.
 * @param text from a closed list, with `$1` and so on for the values; each column is named, since
 * the result of a prepared statement must not change while the connection lives; and written so
 * that a plan made on empty tables is good for full ones (test/ledger/plans.ts)
 */
export async function prepared<Row extends object>(
  em: EntityManager,
  text: string,
  values: readonly string[]
): Promise<readonly Row[]> {
  const pool = await em.getConnection().getNativeClient()
  const { rows } = await pool.query<Row>({ ...statement(text), values: [...values] })
  return rows
}
