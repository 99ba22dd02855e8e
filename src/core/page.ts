// One page of a list, newest first.
import type { Metadata } from './metadata.ts'

/** `limit` from 1 to 100; `cursor` is what the page before it gave, opaque to the caller. */
export type Page = {
  readonly limit: number
  readonly cursor: string | undefined
  readonly only?: Only | undefined
}

/** What a list is narrowed down to, as far as its resource has it. */
export type Only = {
  /** As the outside calls it. */
  readonly status?: string | undefined
  readonly createdAfter?: Date | undefined
  readonly createdBefore?: Date | undefined
  readonly paymentHash?: string | undefined
  readonly externalId?: string | undefined
  /** All of these. */
  readonly metadata?: Metadata | undefined
}

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
