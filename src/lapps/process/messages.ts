// Validates messages from a LApp's process: a message of the protocol, or undefined. They are
// untrusted input.
import { jsonIn } from '../../core/json-in.ts'
import { Ajv } from '../contract/ajv.ts'
import type { FromLApp } from './protocol.ts'

const NUMBER = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }
const text = (maxLength: number): object => ({ type: 'string', maxLength })

const exactly = (
  is: string,
  properties: Record<string, object>,
  optional: string[] = []
): object => ({
  type: 'object',
  properties: { is: { const: is }, ...properties },
  required: ['is', ...Object.keys(properties).filter(name => !optional.includes(name))],
  additionalProperties: false
})

const HEADERS = {
  type: 'array',
  maxItems: 64,
  items: { type: 'array', minItems: 2, maxItems: 2, items: text(8_192) }
}
const FIELDS = {
  type: 'object',
  maxProperties: 16,
  propertyNames: text(64),
  additionalProperties: { anyOf: [text(1_000), { type: 'number' }, { type: 'boolean' }] }
}
const CODES = { enum: ['invalid', 'soldOut', 'limit', 'unsupported', 'upstream'] }

const isMessage = new Ajv({
  strict: true,
  strictRequired: false,
  strictTypes: false,
  strictTuples: false,
  discriminator: true
}).compile<FromLApp>({
  type: 'object',
  required: ['is'],
  discriminator: { propertyName: 'is' },
  oneOf: [
    exactly(
      'lapp',
      { input: {}, output: {}, quotes: { type: 'boolean' }, delivers: { type: 'boolean' } },
      ['output']
    ),
    exactly('broken', { why: text(1_000) }),
    exactly('fetch', {
      id: NUMBER,
      fetch: NUMBER,
      method: { type: 'string', pattern: '^[A-Z]{3,7}$' },
      url: text(8_192),
      headers: HEADERS,
      body: { anyOf: [{ type: 'string' }, { type: 'null' }] }
    }),
    exactly('unfetch', { fetch: NUMBER }),
    exactly('done', { id: NUMBER, value: {} }),
    exactly('refused', { id: NUMBER, code: CODES, message: text(500), field: text(64) }, ['field']),
    exactly('threw', { id: NUMBER, error: text(1_000) }),
    exactly('log', { message: text(1_000), fields: FIELDS }),
    exactly('pong', {})
  ]
})

/** Whatever reads a value by recursion would run out of stack. */
const DEPTH_MAX = 64

const isShallow = (value: unknown, depth = 0): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (depth < DEPTH_MAX && Object.values(value).every(one => isShallow(one, depth + 1)))

export function readMessage(line: string): FromLApp | undefined {
  const value = jsonIn(line)
  return isShallow(value) && isMessage(value) ? value : undefined
}
