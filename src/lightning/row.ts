// Extracts single fields from an answer of the node. A missing field, or one of the wrong type,
// invalidates the answer.
import { isObject } from '../core/is-object.ts'
import { msat, type Msat } from '../core/msat.ts'
import { NodeSilent } from './errors.ts'

export type Row = Readonly<Record<string, unknown>>

export function asRow(value: unknown): Row {
  if (isObject(value)) return value
  throw new NodeSilent('the node answered with something else than an object')
}

export function asRows(value: unknown, key: string): readonly Row[] {
  const list = asRow(value)[key]
  return Array.isArray(list) ? list.map(asRow) : unreadable(key)
}

export const text = (from: Row, key: string): string => optionalText(from, key) ?? unreadable(key)

export function optionalText(from: Row, key: string): string | undefined {
  const value = from[key]
  return value === undefined || typeof value === 'string' ? value : unreadable(key)
}

export const whole = (from: Row, key: string): number => optionalWhole(from, key) ?? unreadable(key)

export function optionalWhole(from: Row, key: string): number | undefined {
  const value = from[key]
  if (value === undefined) return undefined
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? value
    : unreadable(key)
}

export const amount = (from: Row, key: string): Msat => optionalAmount(from, key) ?? unreadable(key)

export function optionalAmount(from: Row, key: string): Msat | undefined {
  const value = from[key]
  if (value === undefined) return undefined
  const isWhole = typeof value === 'bigint' || Number.isSafeInteger(value)
  if (!isWhole) return unreadable(key)
  const exact = BigInt(value as bigint | number)
  return exact >= 0n && exact < 1n << 63n ? msat(exact) : unreadable(key)
}

export function unreadable(key: string): never {
  throw new NodeSilent(`the node answered without a ${key} that can be read`)
}
