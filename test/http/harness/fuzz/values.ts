// Values by a JSON Schema: those that match it, those that nearly do, and those that nobody wants.
import fc, { type Arbitrary } from 'fast-check'
import { anyCharacter } from '../../../harness/any-character.ts'
import { named, ref } from './refs.ts'

export type Schema = Readonly<Record<string, unknown>>

/** Of one piece of a form; what a field is called says what makes sense there. */
export function valid(schema: Schema, field = ''): Arbitrary<unknown> {
  const own = named(field)
  const { enum: choices, oneOf, type } = schema
  if (Array.isArray(choices)) return fc.constantFrom(...(choices as unknown[]))
  if ('const' in schema) return fc.constant(schema['const'])
  if (Array.isArray(oneOf)) return fc.oneof(...(oneOf as Schema[]).map(one => valid(one, field)))
  if (Array.isArray(type)) {
    return fc.oneof(...(type as string[]).map(one => valid({ ...schema, type: one }, field)))
  }
  switch (type) {
    case 'object':
      return object(schema)
    case 'array':
      return list(schema, field)
    case 'integer':
    case 'number':
      return integer(schema)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'string':
      return own === undefined
        ? text(schema)
        : fc.oneof({ weight: 4, arbitrary: own }, text(schema))
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

function object(schema: Schema): Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema
  const fields = Object.fromEntries(
    Object.entries(properties as Record<string, Schema>).map(([name, one]) => [
      name,
      valid(one, name)
    ])
  )
  const whole = fc.record(fields, { requiredKeys: required as string[] })
  if (typeof additionalProperties !== 'object') return whole
  const more = fc.dictionary(fc.string({ minLength: 1 }), valid(additionalProperties as Schema), {
    maxKeys: 3
  })
  return fc.tuple(more, whole).map(([a, b]) => ({ ...a, ...b }))
}

function list({ items = {}, minItems = 0, maxItems = 4, uniqueItems }: Schema, field: string) {
  const [min, max] = [Number(minItems), Math.min(Number(maxItems), 4)]
  const one = valid(items as Schema, field)
  const bounds = { minLength: min, maxLength: Math.max(min, max) }
  return uniqueItems === true ? fc.uniqueArray(one, bounds) : fc.array(one, bounds)
}

function integer({ minimum = -9, maximum = 2 ** 31 }: Schema): Arbitrary<number> {
  const [min, max] = [Number(minimum), Number(maximum)]
  const small = fc.integer({ min, max: Math.min(max, min + 5_000) })
  const any = fc.maxSafeInteger().map(n => min + (Math.abs(n) % (max - min + 1)))
  return fc.oneof({ weight: 5, arbitrary: small }, any, fc.constantFrom(min, max))
}

function text({ minLength = 0, maxLength = 40, pattern, format }: Schema): Arbitrary<string> {
  const [min, max] = [Number(minLength), Number(maxLength)]
  if (format === 'phone') return fc.stringMatching(/^\+1[0-9]{10}$/)
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern))
  const short = { minLength: min, maxLength: Math.max(min, Math.min(max, 40)) }
  return fc.oneof(
    fc.string(short),
    fc.string({ ...short, unit: 'grapheme' }),
    fc.constantFrom('x'.repeat(max), '𝕏'.repeat(max))
  )
}

/** JSON has numbers that JavaScript does not write: they stand in the text as they are. */
const raw = fc
  .constantFrom('1e400', '-0', '1e2', '9007199254740993', '0.1', '18446744073709551616', '1E-7')
  .map(token => `zzraw(${token})zz`)

const TEXTS = [
  ...['', ' ', '\0', '\ud800', 'a\u202eb', '\u200d', 'é'.normalize('NFD'), '\r\n\t', '%00', '..'],
  ...["' or 1=1 --", '{{7*7}}', '$1', '\\u0000', '-1', '1', 'null', 'NaN', 'x'.repeat(9_000)],
  ...['acc_', 'acc_0', 'lnbcrt1', 'lightning:', '2026-02-30T99:00:00Z', '10000-01-01T00:00:00Z']
]
const THINGS = [null, true, false, 0, -1, 1.5, 2 ** 53, 1e21, [], {}, [[[[[]]]]], { '': '' }]
const NAMES = ['__proto__', 'constructor', 'toString', 'a/b~c', '', 'id', 'account', 'is_admin']

export const hostile: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...THINGS),
  fc.constantFrom(...TEXTS),
  raw,
  fc.string({ unit: anyCharacter }),
  fc.jsonValue(),
  ref('any'),
  fc.constantFrom(...NAMES).map(name => JSON.parse(`{${JSON.stringify(name)}:{}}`) as unknown)
)

export const hostileText: Arbitrary<string> = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.string({ unit: anyCharacter }),
  ref('any')
)

type Change = {
  /** Which of its parts, counted from the whole. */
  readonly at: number
  readonly how: 'drop' | 'replace' | 'add' | 'wrap'
  readonly name: string
  readonly by: unknown
}

const change: Arbitrary<Change> = fc.record({
  at: fc.nat(30),
  how: fc.constantFrom('drop', 'replace', 'replace', 'add', 'wrap'),
  name: fc.oneof(fc.constantFrom(...NAMES), fc.string()),
  by: hostile
})

/** One thing is wrong, or two. */
export const nearly = (whole: Arbitrary<unknown>): Arbitrary<unknown> =>
  fc
    .tuple(whole, fc.array(change, { minLength: 1, maxLength: 2 }))
    .map(([value, changes]) => changes.reduce(changed, value))

function changed(value: unknown, { at, how, name, by }: Change): unknown {
  const places = 1 + count(value)
  const put = (old: unknown): unknown => {
    if (how === 'replace' || how === 'drop') return how === 'drop' ? DROPPED : by
    return how === 'wrap' || typeof old !== 'object' || old === null || Array.isArray(old)
      ? [old]
      : Object.defineProperty({ ...old }, name, { value: by, enumerable: true })
  }
  const made = replaced(value, at % places, put)
  return made === DROPPED ? {} : made
}

const DROPPED = Symbol('dropped')

const parts = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : []

const count = (value: unknown): number =>
  parts(value).reduce((sum, [, part]) => sum + 1 + count(part), 0)

/** The whole is the place 0, its first part the place 1, the first part of that the place 2. */
function replaced(value: unknown, at: number, put: (old: unknown) => unknown): unknown {
  if (at === 0) return put(value)
  let left = at - 1
  const made: [string, unknown][] = []
  for (const [name, part] of parts(value)) {
    const size = 1 + count(part)
    made.push([name, left >= 0 && left < size ? replaced(part, left, put) : part])
    left -= size
  }
  const kept = made.filter(([, part]) => part !== DROPPED)
  return Array.isArray(value) ? kept.map(([, part]) => part) : Object.fromEntries(kept)
}
