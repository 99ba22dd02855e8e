// Says of integers that may not fit into 32 bits that they are `int64`: without it
// openapi-generator makes `int32` of them in Go, Java and others, and such a client cannot read a
// balance of more than 2 147 483 sat, nor whether what it paid was paid. Only documents need it.
import { isObject } from '../../core/is-object.ts'

const INT32_MAX = 2_147_483_647
const MONEY = /_m?sat$/

export const widen = <T extends object>(document: T): T => widened(document, '') as T

function widened(node: unknown, name: string): unknown {
  if (Array.isArray(node)) return node.map(one => widened(one, ''))
  if (!isObject(node)) return node
  const all = Object.fromEntries(
    Object.entries(node).map(([field, one]) => [field, widened(one, field)])
  )
  return isWide(node, name) ? { ...all, format: 'int64' } : all
}

const isWide = ({ type, maximum }: Readonly<Record<string, unknown>>, name: string): boolean =>
  [type].flat().includes('integer') && (MONEY.test(name) || Number(maximum) > INT32_MAX)
