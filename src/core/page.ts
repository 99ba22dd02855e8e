// One page of a list, newest first.
import { AppError } from './errors.ts'
import type { Metadata } from './metadata.ts'

/** `limit` from 1 to 100; `cursor` comes from the previous page, opaque to the caller. */
export type Page = {
  readonly limit: number
  readonly cursor: string | undefined
  readonly only?: Only | undefined
}

/** Filters of a list, as far as its resource has them. */
export type Only = {
  /** As named in the API. */
  readonly status?: string | undefined
  readonly createdAfter?: Date | undefined
  readonly createdBefore?: Date | undefined
  readonly paymentHash?: string | undefined
  readonly externalId?: string | undefined
  /** All of these must match. */
  readonly metadata?: Metadata | undefined
}

export type Paged<T> = { readonly data: readonly T[]; readonly nextCursor: string | undefined }

/** Makes a page from rows that were read with one more than the limit. */
export function page<T>(
  rows: readonly T[],
  limit: number,
  cursorOf: (last: T) => string
): Paged<T> {
  const data = rows.slice(0, limit)
  const last = data.at(-1)
  return {
    data,
    nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : undefined
  }
}

export function foreignCursor(): AppError {
  const detail = 'cursor is not one that this list gave'
  return new AppError('invalid_request', detail, [{ pointer: '/cursor', detail }])
}
