// Filters of lists: status, times, payment hash, metadata.
import { defined } from '../../core/defined.ts'
import { AppError } from '../../core/errors.ts'
import type { Only } from '../../core/page.ts'
import { PAGE, pageOf, type PageQuery } from './pages.ts'

const MOMENT = {
  type: 'string',
  maxLength: 40,
  description: 'A time by RFC 3339, such as 2026-11-02T10:00:00Z'
} as const

export const TIMES = { created_after: MOMENT, created_before: MOMENT } as const

export type ListQuery = PageQuery & {
  readonly status?: string
  readonly created_after?: string
  readonly created_before?: string
  readonly payment_hash?: string
  readonly external_id?: string
  /** `metadata[order]=5` is taken as written. */
  readonly [other: string]: unknown
}

const PAYMENT_HASH = { type: 'string', pattern: '^[0-9a-f]{64}$', description: '64 hex digits' }
export const EXTERNAL_ID = {
  type: 'string',
  minLength: 1,
  maxLength: 200,
  description: 'What you know it by: up to 200 characters'
} as const
const NOTED = /^metadata\[(.{1,40})\]$/v

export const listQuery = (filters: {
  readonly status: readonly string[]
  readonly paymentHash: boolean
  readonly externalId?: true
}) =>
  ({
    type: 'object',
    description: 'metadata[name]=text, as often as one likes, finds what was noted so',
    properties: {
      ...PAGE,
      status: { type: 'string', enum: filters.status },
      ...TIMES,
      ...defined({
        payment_hash: filters.paymentHash ? PAYMENT_HASH : undefined,
        external_id: filters.externalId && EXTERNAL_ID
      })
    },
    patternProperties: { '^metadata\\[.{1,40}\\]$': { type: 'string', maxLength: 500 } },
    additionalProperties: false
  }) as const

export function narrowedPage(query: ListQuery) {
  const noted = Object.entries(query).flatMap(([name, text]) => {
    const key = NOTED.exec(name)?.[1]
    return key === undefined || typeof text !== 'string' ? [] : [[key, text] as const]
  })
  return {
    ...pageOf(query),
    only: {
      status: query.status,
      ...times(query),
      paymentHash: query.payment_hash,
      externalId: query.external_id,
      metadata: noted.length === 0 ? undefined : Object.fromEntries(noted)
    }
  }
}

/** @throws {AppError} `invalid_request` for an invalid time. */
export const times = (
  query: Pick<ListQuery, 'created_after' | 'created_before'>
): Pick<Only, 'createdAfter' | 'createdBefore'> => ({
  createdAfter: moment(query.created_after, () => noTime('created_after')),
  createdBefore: moment(query.created_before, () => noTime('created_before'))
})

function noTime(name: string): AppError {
  const detail = `must be a time (${MOMENT.description})`
  return new AppError('invalid_request', `/query/${name}: ${detail}`, [
    { pointer: `/${name}`, detail }
  ])
}

/**
 * RFC 3339 with an offset, which makes it unambiguous; in a query string `+` arrives as a space.
 */
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+\- ]\d{2}:\d{2})$/i

/** @throws the given refusal for an invalid time */
export function moment(text: string | undefined, refusal: () => AppError): Date | undefined {
  if (text === undefined) return undefined
  const at = new Date(RFC_3339.test(text) ? text.replace(' ', '+').toUpperCase() : NaN)
  if (!Number.isNaN(at.getTime())) return at
  throw refusal()
}
