// Which migrations a database has: of which version it is, whatever version asks.
import type pg from 'pg'

/** None if there are no tables yet. */
export async function migrationsOf(client: pg.Client): Promise<readonly string[]> {
  const there = await client.query(`select where to_regclass('${MIGRATIONS_TABLE}') is not null`)
  if (there.rowCount === 0) return []
  const { rows } = await client.query<{ name: string }>(
    `select name from ${MIGRATIONS_TABLE} order by name`
  )
  return rows.map(row => row.name)
}

/** MikroORM's own. */
export const MIGRATIONS_TABLE = 'mikro_orm_migrations'
