// Pagination by index, start and limit, the same for every list.
import { may, number, type Params, type Read } from '../rpc/params.ts'
import { badParam } from '../rpc/error.ts'

const indexName: Read<'created' | 'updated'> = (value, name) => {
  if (value === 'created' || value === 'updated') return value
  throw badParam(name, 'should be either "created" or "updated"')
}

export const PAGE = { index: may(indexName), start: may(number), limit: may(number) }

/** Without a limit, everything. */
export const pageOf = (asked: Params<typeof PAGE>) => ({
  index: asked.index ?? 'created',
  start: asked.start ?? 0,
  limit: asked.limit ?? Number.MAX_SAFE_INTEGER
})
