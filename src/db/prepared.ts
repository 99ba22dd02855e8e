// Queries that are asked all the time, read and planned by PostgreSQL once per connection: what
// goes through MikroORM has its values written into the text and is another text each time.
import type { EntityManager } from '@mikro-orm/postgresql'

const names = new Map<string, string>()

/**
 * @param text from a closed list, with `$1` and so on for the values; each column by its name,
 *   since what a prepared statement gives must not change as long as the connection lives
 */
export async function prepared<Row extends object>(
  em: EntityManager,
  text: string,
  values: readonly unknown[]
): Promise<readonly Row[]> {
  const name = names.get(text) ?? `kept_${names.size}`
  names.set(text, name)
  const pool = await em.getConnection().getNativeClient()
  const { rows } = await pool.query<Row>({ name, text, values: [...values] })
  return rows
}
