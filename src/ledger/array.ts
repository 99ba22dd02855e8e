// Encodes arrays for PostgreSQL, one parameter per column for any number of rows: the types that
// every transfer uses in binary, which needs no parsing; the rest as text.
import { int8s, isDate, texts, times, uuids } from './binary-array.ts'
import type { SqlType } from './tables.ts'
import type { Value } from './unit.ts'

/** The values' types were checked when the unit came in (`check-unit`). */
export function array(type: SqlType, values: readonly Value[]): Buffer | string {
  switch (type) {
    case 'uuid':
      return uuids(values)
    case 'int8':
      return int8s(values)
    case 'text':
      return texts(values)
    case 'timestamptz':
      return values.every(isDate) ? times(values) : literal(values)
    case 'int4':
    case 'bool':
    case 'jsonb':
      return literal(values)
    default:
      return type satisfies never
  }
}

const literal = (values: readonly Value[]): string => `{${values.map(element).join()}}`

const SPECIAL = /[\\"]/
const escaped = (text: string): string => text.replace(/[\\"]/g, '\\$&')

function element(value: Value): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string') return `"${SPECIAL.test(value) ? escaped(value) : value}"`
  return value instanceof Date ? `"${value.toISOString()}"` : String(value)
}
