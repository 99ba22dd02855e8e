// Turns the schema validator's errors into messages: which field is wrong, and what would be valid.
import type { FastifySchemaValidationError } from 'fastify'
import type { FieldError } from '../../core/errors.ts'

/** `/amount_msat` for a field of the body, `/query/limit` for one of the query. */
export const explainInvalid = (
  found: readonly FastifySchemaValidationError[],
  part: string
): FieldError[] =>
  found
    // Only says that a name is invalid; another error has said why.
    .filter(({ keyword }) => keyword !== 'propertyNames')
    .map(error => ({ pointer: point(error, part), detail: remedy(error) }))

const AREAS: Readonly<Record<string, string>> = {
  body: '',
  querystring: '/query',
  params: '/path',
  headers: '/header'
}

type Named = FastifySchemaValidationError & { readonly propertyName?: string }

function point(error: FastifySchemaValidationError, part: string): string {
  const { instancePath, params, propertyName }: Named = error
  const field = params['missingProperty'] ?? params['additionalProperty'] ?? propertyName
  const last = typeof field === 'string' ? `/${escapePointer(field)}` : ''
  return `${AREAS[part] ?? ''}${instancePath}${last}`
}

/** RFC 6901. */
export const escapePointer = (name: string): string =>
  name.replaceAll('~', '~0').replaceAll('/', '~1')

function remedy({ keyword, message, params, ...error }: FastifySchemaValidationError): string {
  if (keyword === 'additionalProperties') return 'there is no such field in this request'
  if (keyword === 'required') return 'is missing'
  const allowed = params['allowedValues']
  if (Array.isArray(allowed)) return `must be one of ${allowed.join(', ')}`
  const wanted = (error as { readonly parentSchema?: { readonly description?: string } })
    .parentSchema?.description
  return `${message ?? 'is wrong'}${wanted === undefined ? '' : ` (${wanted})`}`
}
