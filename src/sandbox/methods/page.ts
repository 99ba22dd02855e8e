// Pagination by index, start and limit, the same for every list.
import { may, number, type Read } from '../rpc/params.ts'
import { badParam } from '../rpc/error.ts'

const indexName: Read<'created' | 'updated'> = (value, name) => {
  if (value === 'created' || value === 'updated') return value
  throw badParam(name, 'should be either "created" or "updated"')
}

export const PAGE = { index: may(indexName), start: may(number), limit: may(number) }

type Asked = {
  readonly index: 'created' | 'updated' | undefined
  readonly start: number | undefined
  readonly limit: number | undefined
}

/** Without a limit, returns everything. */
export const pageOf = ({
  index = 'created',
  start = 0,
  limit = Number.MAX_SAFE_INTEGER
}: Asked) => ({
  index,
  start,
  limit
})
