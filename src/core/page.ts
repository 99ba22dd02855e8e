// One page of a list, newest first.
import { AppError } from './errors.ts'
import type { Id } from './ids.ts'

/** `limit` from 1 to 100; `cursor` is what the page before it gave, opaque to the caller. */
export type Page = { readonly limit: number; readonly cursor: string | undefined }

export type Paged<T> = { readonly data: readonly T[]; readonly nextCursor: string | undefined }

/** Cuts a page from rows of which one more than the limit was read. */
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

/**
 * Lists run by the id of their rows, newest first: v7 ids follow the time that they were made at.
 */
export function idCursor(cursor: string): Id {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(cursor)) return cursor as Id
  throw new AppError('invalid_request', 'use the next_cursor of the page before', [
    { pointer: '/query/cursor', detail: 'not a cursor of this list' }
  ])
}
