// Arrays as PostgreSQL takes them, one parameter per column however many rows:
// in its binary form what every transfer has, which costs it no parsing; the rest as text.
import { int8s, isDate, texts, times, uuids } from './binary-array.ts'
import type { SqlType } from './tables.ts'
import type { Value } from './unit.ts'

/** That the values are of the type is seen to when a unit comes in (`check-unit`). */
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
