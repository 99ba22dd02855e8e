// Queries that are asked all the time: PostgreSQL reads them once per connection, and after five
// times mostly keeps a plan. MikroORM writes the values into the text: another text each time.
import type { EntityManager } from '@mikro-orm/postgresql'
import { statement } from './statement.ts'

/**
 * On a connection of its own, never in a transaction of `em`; an error costs that connection.
 * @param text from a closed list, with `$1` and so on for the values; each column by its name,
 *   since what a prepared statement gives must not change as long as the connection lives;
 *   and so that a plan made on empty tables is good for full ones (test/ledger/plans.ts)
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
