// Adds the two read routes of a resource that accounts own: one by its id, and a list of one
// account's, newest first.
import type { FastifyInstance } from 'fastify'
import type { FromSchema } from 'json-schema-to-ts'
import { AppError } from '../../core/errors.ts'
import { parse, type Id, type Prefix } from '../../core/ids.ts'
import type { Page, Paged } from '../../core/page.ts'
import { listQuery, narrowedPage, type ListQuery } from './list-filters.ts'
import { list, presentPage } from './pages.ts'
import { BY_ID } from './schema.ts'

export type Resource<T> = {
  /** `deposits`: the path, and the tag in the document. */
  readonly plural: string
  readonly noun: string
  readonly prefix: Prefix
  /** Named, for the document. */
  readonly shape: { readonly title: string }
  readonly filters: Parameters<typeof listQuery>[0]
  readonly present: (item: T) => object
}

export function addFind<T>(
  app: FastifyInstance,
  { plural, noun, prefix, shape, present }: Resource<T>,
  find: (account: Id, id: Id) => Promise<T | undefined>
): void {
  app.get<{ Params: FromSchema<typeof BY_ID> }>(
    `/${plural}/:id`,
    {
      config: { scope: 'account:read' },
      schema: {
        tags: [plural],
        summary: `Read a ${noun}`,
        params: BY_ID,
        response: { 200: shape }
      }
    },
    async ({ caller, params }) => {
      const id = parse(prefix, params.id)
      const found = id === undefined ? undefined : await find(caller.account, id)
      // Another account's resource is reported as not found, too.
      if (found === undefined) throw new AppError('not_found', `There is no such ${noun}`)
      return present(found)
    }
  )
}

export function addList<T>(
  app: FastifyInstance,
  { plural, shape, filters, present }: Resource<T>,
  read: (account: Id, page: Page) => Promise<Paged<T>>
): void {
  app.get<{ Querystring: ListQuery }>(
    `/${plural}`,
    {
      config: { scope: 'account:read' },
      schema: {
        tags: [plural],
        summary: `List ${plural}, newest first`,
        querystring: listQuery(filters),
        response: { 200: list(shape) }
      }
    },
    async ({ caller, query }) =>
      presentPage(await read(caller.account, narrowedPage(query)), item => present(item))
  )
}
