// Formats errors as application/problem+json (RFC 9457), one row of the error table each.
import type { FastifyError } from 'fastify'
import { DATABASE_TROUBLES, databaseTrouble } from '../../core/database-trouble.ts'
import { AppError, ERRORS, type ErrorCode, type FieldError } from '../../core/errors.ts'
import { explainInvalid } from './explain.ts'

export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: ErrorCode
  readonly detail: string
  readonly errors: readonly FieldError[]
}

export const PROBLEM_TYPE = 'application/problem+json'

export const TYPE = 'urn:lapp-gateway:error:'
export const typeOf = (code: ErrorCode): string => `${TYPE}${code}`

export const problem = ({ code, detail, fields }: AppError): Problem => ({
  ...problemOf(code),
  detail,
  errors: fields
})

/** An error of this code, of which no details are known. */
export const problemOf = (code: ErrorCode): Problem => ({
  type: typeOf(code),
  title: ERRORS[code].title,
  status: ERRORS[code].status,
  code,
  detail: ERRORS[code].title,
  errors: []
})

/**
 * Converts anything thrown to a public error; an unexpected one becomes `internal` and reveals
 * nothing.
 */
export function toAppError(error: unknown, method: string): AppError {
  if (error instanceof AppError) return method === 'GET' ? inQuery(error) : error
  const trouble = databaseTrouble(error)
  if (trouble !== undefined) {
    const { words } = DATABASE_TROUBLES[trouble]
    return new AppError('not_ready', `${words}; try again soon`, [], error)
  }
  if (!isFastifys(error)) return internal(error)
  if (error.validation !== undefined) {
    const fields = explainInvalid(error.validation, error.validationContext ?? 'body')
    const detail = fields.map(field => `${field.pointer || 'The body'}: ${field.detail}`).join('; ')
    return new AppError('invalid_request', detail, fields)
  }
  switch (error.statusCode) {
    case 400:
      return new AppError('invalid_request', error.message)
    case 414:
      // Ids are opaque: one that is too long to be valid does not exist.
      return new AppError('not_found', 'There is nothing at this path')
    case 413:
      return new AppError('payload_too_large', 'Send less in one request')
    case 415:
      return new AppError('unsupported_media_type', 'Send Content-Type: application/json')
    case 503:
      return new AppError('not_ready', 'The gateway is stopping; try again')
    case undefined:
    default:
      return internal(error)
  }
}

/** Rooms name a field, not where it came from; a GET has only a query. */
const inQuery = ({ code, detail, fields, cause }: AppError): AppError =>
  new AppError(
    code,
    detail,
    fields.map(field => ({ ...field, pointer: `/query${field.pointer}` })),
    cause
  )

const internal = (cause: unknown): AppError =>
  new AppError('internal', 'Nobody foresaw this; the log has more, under the request id', [], cause)

/**
 * Only fastify's own errors carry a status that may be passed on: a library's 400 inside a room is
 * not the caller's fault.
 */
const isFastifys = (error: unknown): error is FastifyError =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('FST_ERR_')
