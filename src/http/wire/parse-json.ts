// Reads a body as JSON, and refuses what two readers could understand in two ways.
import { parse } from 'secure-json-parse'
import { AppError } from '../../core/errors.ts'

const DEPTH_MAX = 16

/**
 * Strings (with the colon that makes one a key) and numbers;
 * each alternative ends where it cannot fail any more.
 */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|-?\d+(\.\d+)?([eE][+-]?\d+)?/g

/** @throws {AppError} `invalid_request` */
export function parseJson(text: string): unknown {
  const value = tryParse(text)
  const keys = countKeys(value, DEPTH_MAX)
  if (isPlain(value, text) || keys === countKeysIn(text)) return value
  throw refusal('A field is named twice in one object')
}

/**
 * Written as we would write it, as most are: no name comes twice, no integer has a fraction. From
 * 1e21 on JavaScript writes an exponent itself.
 */
const isPlain = (value: unknown, text: string): boolean =>
  JSON.stringify(value) === text && !text.includes('e+')

/**
 * `__proto__` and `constructor.prototype` are errors:
 * a careless copy would make them the prototype.
 */
function tryParse(text: string): unknown {
  try {
    return parse(text, { protoAction: 'error', constructorAction: 'error' })
  } catch {
    throw refusal('The body is not JSON, or has a field that no request has')
  }
}

function countKeysIn(text: string): number {
  let keys = 0
  for (const [token, colon, fraction, exponent] of text.matchAll(TOKEN)) {
    if (colon !== undefined) keys += 1
    // 9007199254740990.9 would silently become the integer above it, 1e-400 nothing.
    else if ((fraction ?? exponent) !== undefined && Number.isInteger(Number(token))) {
      throw refusal('Integers are written as digits only, without fraction or exponent')
    }
  }
  return keys
}

function countKeys(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0
  if (depth === 0) throw refusal(`The body is nested deeper than ${DEPTH_MAX} levels`)
  let keys = 0
  if (Array.isArray(value)) {
    for (const item of value) keys += countKeys(item, depth - 1)
    return keys
  }
  for (const item of Object.values(value)) keys += 1 + countKeys(item, depth - 1)
  return keys
}

const refusal = (detail: string): AppError => new AppError('invalid_request', detail)
