// PostgreSQL's text form of arrays: one parameter per column, however many rows.
import type { Id } from '../core/ids.ts'
import type { Value } from './unit.ts'

export const arrayLiteral = (values: readonly Value[]): string => `{${values.map(element).join()}}`

/** Ids were checked when the unit came in, so they need no quotes. */
export const idArray = (ids: readonly Id[]): string => `{${ids.join()}}`

const SPECIAL = /[\\"]/
const escaped = (text: string): string => text.replace(/[\\"]/g, '\\$&')

function element(value: Value): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string') return `"${SPECIAL.test(value) ? escaped(value) : value}"`
  return value instanceof Date ? `"${value.toISOString()}"` : String(value)
}
