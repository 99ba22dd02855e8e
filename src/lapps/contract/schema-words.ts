// Explains a schema violation of a file: where, what was found, what would be valid.
import type { ErrorObject } from 'ajv'
import { nearest } from '../../core/nearest.ts'

/** @param error from an Ajv that is `verbose` */
export function inWords(error: ErrorObject | undefined, otherwise: string): string {
  if (error === undefined) return otherwise
  return `${error.instancePath} ${problem(error) ?? error.message ?? otherwise}`
}

/** Where a value may have several forms, each is tried: what is wrong is within the nearest. */
export const deepest = (errors: readonly ErrorObject[]): ErrorObject | undefined =>
  errors.toSorted((one, other) => depth(other) - depth(one))[0]

const depth = ({ instancePath }: ErrorObject): number => instancePath.split('/').length

type Params = Readonly<Record<string, unknown>>

function problem(error: ErrorObject): string | undefined {
  const { keyword, params, data, parentSchema, message } = error
  const { additionalProperty, allowedValues, allowedValue } = params as Params
  if (typeof additionalProperty === 'string') {
    const { properties = {} } = (parentSchema ?? {}) as { readonly properties?: object }
    return `has no field ${quoted(additionalProperty)}${meant(additionalProperty, Object.keys(properties))}`
  }
  if (Array.isArray(allowedValues)) {
    const all = allowedValues.map(String)
    return `is ${shown(data)}, and must be one of ${all.join(', ')}${meant(String(data), all)}`
  }
  if (allowedValue !== undefined) return `is ${shown(data)}, and must be ${shown(allowedValue)}`
  // For a missing value, or one of the wrong type, the path says enough.
  if (keyword === 'required' || keyword === 'type') return undefined
  return `is ${shown(data)} and ${message ?? 'is not valid'}`
}

function meant(word: string, known: readonly string[]): string {
  const [best, distance] = nearest(
    word.toLowerCase(),
    known.map(one => one.toLowerCase())
  )
  const one = known.find(name => name.toLowerCase() === best)
  return one !== undefined && distance <= Math.max(2, one.length / 3)
    ? `: is ${quoted(one)} meant?`
    : ''
}

const quoted = (word: string): string => JSON.stringify(word)

const SHOWN_MAX = 60

function shown(value: unknown): string {
  if (typeof value === 'string') return `${cut(quoted(value))} (${value.length} characters)`
  return value === undefined ? 'nothing' : cut(JSON.stringify(value))
}

const cut = (text: string): string =>
  text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text
