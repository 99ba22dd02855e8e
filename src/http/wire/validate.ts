// Validates a request by its schema: numbers of a query from digits, all that is wrong at once.
import type { AnySchemaObject, ValidateFunction } from 'ajv'
import type { FastifySchemaValidationError } from 'fastify'

type Verdict = true | { readonly error: FastifySchemaValidationError[] }
export type Check = (data: unknown) => Verdict

/** What a query says is text: there, and only there, digits are a number, and nothing else is. */
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

/** More values than this are refused for the first thing that is wrong: to list all takes time. */
const VALUES_MAX = 1_000

/** A request that is wrong hears of everything at once; one that is right is checked once. */
export const thorough =
  (check: ValidateFunction, every: ValidateFunction): Check =>
  data => {
    if (check(data)) return true
    if (count(data, VALUES_MAX) === 0) return { error: found(check) }
    every(data)
    return { error: found(every) }
  }

/** How many of the values that may still come are left after these. */
function count(value: unknown, left: number): number {
  if (typeof value !== 'object' || value === null) return Math.max(0, left - 1)
  let rest = left
  for (const item of Object.values(value)) {
    if (rest === 0) return 0
    rest = count(item, rest)
  }
  return rest
}
