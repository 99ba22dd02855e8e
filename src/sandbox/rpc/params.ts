// Reads the parameters of a method: named or positional, required or optional, each parsed as
// lightningd parses its tokens.
import { msat, type Msat } from '../../core/msat.ts'
import { badParam, INVALID_PARAMS, RpcError } from './error.ts'

export type Read<T> = (value: unknown, name: string, raw: string) => T
type Need<T> = { readonly need: true; readonly read: Read<T> }
type May<T> = { readonly need: false; readonly read: Read<T> }
export type Spec = Readonly<Record<string, Need<unknown> | May<unknown>>>
export type Params<S extends Spec> = {
  readonly [K in keyof S]: S[K] extends Need<infer T>
    ? T
    : S[K] extends May<infer T>
      ? T | undefined
      : never
}

export const need = <T>(read: Read<T>): Need<T> => ({ need: true, read })
export const may = <T>(read: Read<T>): May<T> => ({ need: false, read })

/** `raw` is the request's text, for what a parsed value no longer shows. */
export function readParams<S extends Spec>(spec: S, given: unknown, raw: string): Params<S> {
  const values = named(Object.keys(spec), given)
  const read = Object.entries(spec).map(([name, { need, read }]) => {
    const value = values[name]
    if (value !== undefined && value !== null) return [name, read(value, name, raw)] as const
    if (need) throw new RpcError(INVALID_PARAMS, `missing required parameter: ${name}`)
    return [name, undefined] as const
  })
  return Object.fromEntries(read) as Params<S>
}

function named(names: readonly string[], given: unknown): Readonly<Record<string, unknown>> {
  if (Array.isArray(given)) {
    const [got, expected] = [given.length, names.length]
    if (got > expected) {
      const message = `too many parameters: got ${got}, expected ${expected}`
      throw new RpcError(INVALID_PARAMS, message)
    }
    return Object.fromEntries(given.map((value: unknown, at) => [names[at] ?? '', value]))
  }
  if (typeof given !== 'object' || given === null)
    throw new RpcError(INVALID_PARAMS, 'Expected array or object for params')
  const unknown = Object.keys(given).find(name => !names.includes(name))
  if (unknown !== undefined) {
    const message =
      `unknown parameter: ${unknown}, this may be caused by a failure to autodetect key=value-style ` +
      'parameters. Please try using the -k flag and explicit key=value pairs of parameters.'
    throw new RpcError(INVALID_PARAMS, message)
  }
  return given as Readonly<Record<string, unknown>>
}

const words =
  (wish: string): Read<string> =>
  (value, name) => {
    if (typeof value === 'string' || typeof value === 'number') return String(value)
    throw badParam(name, wish)
  }

export const text = words('should be a string')
export const label = words('should be a string or number')

export const texts: Read<readonly string[]> = (value, name) => {
  if (!Array.isArray(value)) throw badParam(name, 'should be an array')
  return value.map((item: unknown) => {
    if (typeof item === 'string') return item
    throw badParam(name, 'should be a string')
  })
}

/** lightningd accepts raw UTF-8 and the short escapes here, but no \u. */
export const textWithoutUnicodeEscapes: Read<string> = (value, name, raw) => {
  if (typeof value !== 'string' || escaped(raw, name))
    throw badParam(name, 'should be a string (without \\u)')
  return value
}

function escaped(raw: string, name: string): boolean {
  if (!raw.includes('\\u')) return false
  let found = false
  // The reviver sees the source text of each string, which the value itself has lost.
  JSON.parse(raw, (key: string, value: unknown, context?: { source?: string }) => {
    const wanted = key === name || /^\d+$/.test(key)
    if (wanted && /(?<!\\)(?:\\\\)*\\u/.test(context?.source ?? '')) found = true
    return value
  })
  return found
}

export const bool: Read<boolean> = (value, name) => {
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  throw badParam(name, "should be 'true' or 'false'")
}

export const number: Read<number> = (value, name) => {
  const read = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  if (typeof read === 'number' && Number.isSafeInteger(read) && read >= 0) return read
  throw badParam(name, 'should be an integer')
}

/** In lower case. */
export const matching =
  (pattern: RegExp, wish: string): Read<string> =>
  (value, name) => {
    if (typeof value === 'string' && pattern.test(value)) return value.toLowerCase()
    throw badParam(name, wish)
  }

export const hex32 = matching(/^[0-9a-f]{64}$/i, 'should be a 32 byte hex value')
export const pubkey = matching(/^0[23][0-9a-f]{64}$/i, 'should be a node id')

/** Accepted, since a real node accepts it, but ignored here. */
export const anything: Read<unknown> = value => value

export const amount: Read<Msat> = (value, name) => {
  const read = parseAmount(value)
  if (read === undefined) throw badParam(name, 'should be a millisatoshi amount')
  return read
}

export const amountOrAny: Read<Msat | 'any'> = (value, name) => {
  const read = value === 'any' ? 'any' : parseAmount(value)
  if (!read) throw badParam(name, "should be positive msat or 'any'")
  return read
}

function parseAmount(value: unknown): Msat | undefined {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && value >= 0 ? msat(value) : undefined
  const parts = typeof value === 'string' ? /^(\d{1,18})(msat|sat)?$/.exec(value) : null
  return parts ? msat(BigInt(parts[1] ?? '') * (parts[2] === 'sat' ? 1000n : 1n)) : undefined
}
