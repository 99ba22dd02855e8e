// Parses a body as JSON, and rejects what two parsers could understand differently.
import { parse } from 'secure-json-parse'
import { AppError } from '../../core/errors.ts'

const DEPTH_MAX = 16

/** Matches strings (with the colon that makes one a key) and numbers; no alternative backtracks. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|-?\d+(\.\d+)?([eE][+-]?\d+)?/g

/** @throws {AppError} `invalid_request` */
export function parseJson(text: string): unknown {
  const value = tryParse(text)
  const keys = countKeys(value, DEPTH_MAX)
  if (isPlain(value, text) || keys === countKeysIn(text)) return value
  throw refusal('A field is named twice in one object')
}

/**
 * Text exactly as we would serialise it, as most is: no duplicate keys, no integer with a fraction.
 * From 1e21 on JavaScript itself writes an exponent.
 */
const isPlain = (value: unknown, text: string): boolean =>
  JSON.stringify(value) === text && !text.includes('e+')

/**
 * Rejects `__proto__` and `constructor.prototype`: a careless copy would make them the prototype.
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
    // 9007199254740990.9 would silently be rounded up to an integer, 1e-400 to 0.
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
