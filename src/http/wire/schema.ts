// JSON Schema building blocks shared by requests and responses.
import { wire } from '../../core/msat.ts'

// The answer to a malformed request repeats the description, as the remedy.

export const AMOUNT = {
  type: 'integer',
  minimum: 1,
  maximum: 9_007_199_254_740_991,
  description: 'An amount in millisatoshi: an integer from 1 to 9007199254740991'
} as const

export const FEE = {
  type: 'integer',
  minimum: 0,
  maximum: 9_007_199_254_740_991,
  description: 'An amount in millisatoshi: an integer from 0 to 9007199254740991'
} as const

export const BALANCE = { type: 'integer', description: 'In millisatoshi' } as const
export const MAYBE_BALANCE = { type: ['integer', 'null'], description: 'In millisatoshi' } as const

export const TEXT = { type: 'string' } as const
export const MAYBE_TEXT = { type: ['string', 'null'] } as const
export const TIME = { type: 'string', format: 'date-time' } as const
export const MAYBE_TIME = { type: ['string', 'null'], format: 'date-time' } as const

export const NAME = {
  type: 'string',
  'x-text': 'line',
  minLength: 1,
  maxLength: 100,
  description: 'A name of 1 to 100 characters'
} as const

/** BOLT 11 has room for 639 bytes of description. */
export const MEMO = {
  type: 'string',
  'x-text': 'lines',
  maxLength: 639,
  description: 'A note of up to 639 characters'
} as const

export const METADATA = {
  type: 'object',
  maxProperties: 16,
  propertyNames: { type: 'string', minLength: 1, maxLength: 40 },
  additionalProperties: { type: 'string', maxLength: 500 },
  description: 'Notes of your own: up to 16 names of 40 characters, each with a text of up to 500'
} as const

/** As it appears in responses. */
export const NOTED = { type: 'object', additionalProperties: { type: 'string' } } as const

export const SECONDS = {
  type: 'integer',
  minimum: 1,
  maximum: 31_536_000,
  description: 'Seconds, from 1 to 31536000 (a year)'
} as const

/** An object with exactly these fields, all of them required. */
export const exactly = <const P extends Readonly<Record<string, object>>>(properties: P) =>
  ({
    type: 'object',
    properties,
    required: Object.keys(properties) as (keyof P & string)[],
    additionalProperties: false
  }) as const

/** An object with no fields but these, of which some are required. */
export const fields = <
  const P extends Readonly<Record<string, object>>,
  const R extends keyof P & string = never
>(
  properties: P,
  required: readonly R[] = []
) => ({ type: 'object', properties, required, additionalProperties: false }) as const

/** Ids are opaque: one that cannot exist is not found, whatever it looks like. */
export const BY_ID = exactly({ id: { type: 'string', maxLength: 100 } })

/** A schema that the document lists under this name. */
export const named = <const Shape extends object>(title: string, shape: Shape) =>
  ({ title, ...shape }) as const

/** Some of these words; the document lists what they are under this name. */
export const words = <const Words extends readonly string[]>(title: string, choices: Words) =>
  ({ type: 'array', items: { title, type: 'string', enum: choices } }) as const

/** The same, or null. */
export const orNull = <const Shape extends { readonly type: 'object' }>(
  title: string,
  { type, ...shape }: Shape
) => ({ title, ...shape, type: [type, 'null'] }) as const

/** Why a payment or purchase failed; `code` is listed with the errors. */
export const MAYBE_ERROR = orNull('Failure', exactly({ code: TEXT, detail: TEXT }))

/** What a LApp delivered: its own form says what that is. */
export const MAYBE_OUTPUT = orNull('Output', { type: 'object', additionalProperties: true })

/** An amount on the wire, or null. */
export const amount = (msat: bigint | null): number | null => (msat === null ? null : wire(msat))

/** A time on the wire, or null. */
export const time = (at: Date | null): string | null => at?.toISOString() ?? null
