// Finds rows of an entity by their ids with a prepared statement, for what every request reads:
// MikroORM generates a new text for each query, which PostgreSQL has to plan again.
import type { EntityManager, EntityProperty, EntitySchema } from '@mikro-orm/postgresql'
import type { Id } from '../core/ids.ts'
import { prepared } from './prepared.ts'

/** Returns the rows as MikroORM would, as plain objects; on a connection of its own. */
export async function findByIds<Row extends { readonly id: Id }>(
  em: EntityManager,
  entity: EntitySchema<Row>,
  ids: readonly Id[]
): Promise<ReadonlyMap<Id, Row>> {
  const { props, tableName } = em.getMetadata().get<Row>(entity)
  const columns = props.map(({ name, fieldNames }) => `${fieldNames.join()} as "${name}"`)
  // Looks up each by the index, even if the plan was made while the table was empty.
  const text = `select found.* from unnest($1::uuid[]) k(id) cross join lateral
    (select ${columns.join(', ')} from ${tableName} where id = k.id limit 1) found`
  const found = await prepared<Found>(em, text, [`{${ids.join()}}`])
  const platform = em.getPlatform()
  const valueOf = (prop: EntityProperty<Row>, value: unknown): unknown => {
    if (value === null) return null
    if (prop.runtimeType === 'Date' && typeof value === 'string')
      return new Date(platform.parseDate(value))
    return prop.customType ? prop.customType.convertToJSValue(value, platform) : value
  }
  const rows = found.map(
    row => Object.fromEntries(props.map(p => [p.name, valueOf(p, row[p.name])])) as Row
  )
  return new Map(rows.map(row => [row.id, row]))
}

type Found = Readonly<Record<string, unknown>>
