// Validates a request against its schema: numbers of a query are parsed from digits; reports all
// errors at once.
import type { AnySchemaObject, ValidateFunction } from 'ajv'
import type { FastifySchemaValidationError } from 'fastify'

type Verdict = true | { readonly error: FastifySchemaValidationError[] }
export type Check = (data: unknown) => Verdict

/** Compiled for the first request, so that no start waits for it: there are a hundred schemas. */
export const whenAsked = (compile: () => Check): Check => {
  let check: Check | undefined
  return data => (check ??= compile())(data)
}

/** Query values are text: only there are digits read as an integer, and nothing else is. */
export function ofQuery({ properties = {} }: AnySchemaObject, check: ValidateFunction): Check {
  const fields = properties as Readonly<Record<string, { readonly type?: unknown }>>
  const numbers = Object.keys(fields).filter(name => fields[name]?.type === 'integer')
  return data => {
    const query = data as Record<string, unknown>
    for (const name of numbers) {
      const text = query[name]
      if (typeof text === 'string' && /^\d{1,15}$/.test(text)) query[name] = Number(text)
    }
    return check(query) ? true : { error: found(check) }
  }
}

const ERRORS_MAX = 50

const found = ({ errors }: ValidateFunction): FastifySchemaValidationError[] =>
  (errors ?? []).slice(0, ERRORS_MAX)

/** Above this many values, only the first error is reported: collecting all takes time. */
const VALUES_MAX = 1_000

/**
 * Reports all errors of an invalid request at once; a valid request is checked once. The validator
 * that finds all errors is compiled for the first invalid request, so that no start waits for it.
 */
export const thorough = (check: ValidateFunction, compileEvery: () => ValidateFunction): Check => {
  let every: ValidateFunction | undefined
  return data => {
    if (check(data)) return true
    if (count(data, VALUES_MAX) === 0) return { error: found(check) }
    every ??= compileEvery()
    every(data)
    return { error: found(every) }
  }
}

/** How much of the budget of values is left after these. */
function count(value: unknown, left: number): number {
  if (typeof value !== 'object' || value === null) return Math.max(0, left - 1)
  let rest = left
  for (const item of Object.values(value)) {
    if (rest === 0) return 0
    rest = count(item, rest)
  }
  return rest
}
