// Pagination on the wire: `limit` and `cursor` in, `data` and `next_cursor` out.
import type { Page, Paged } from '../../core/page.ts'
import { exactly, MAYBE_TEXT, named } from './schema.ts'

export const PAGE = {
  limit: {
    type: 'integer',
    minimum: 1,
    maximum: 100,
    default: 20,
    description: 'How many: from 1 to 100, 20 by default'
  },
  cursor: {
    type: 'string',
    minLength: 1,
    maxLength: 300,
    description: 'The next_cursor of the page before'
  }
} as const

export type PageQuery = { readonly limit: number; readonly cursor?: string }

export const list = <const Item extends { readonly title: string }>(item: Item) =>
  named(
    `${item.title}List`,
    exactly({ data: { type: 'array', items: item }, next_cursor: MAYBE_TEXT })
  )

export const pageOf = (query: PageQuery): Page => ({
  limit: query.limit,
  cursor: query.cursor
})

export const presentPage = <T, Shown>(paged: Paged<T>, present: (item: T) => Shown) => ({
  data: paged.data.map(present),
  next_cursor: paged.nextCursor ?? null
})
