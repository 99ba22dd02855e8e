// Where a page of a list goes on that follows the chain of an account's entries.
import { foreignCursor } from '../core/page.ts'

const MAX_SEQ = '9223372036854775807'

/**
 * The sequence number that the rows of the page are below.
 * @throws {AppError} for a cursor that did not come from a page.
 */
export function seqBelow(cursor: string | undefined): string {
  if (cursor === undefined) return MAX_SEQ
  if (/^[0-9]{1,18}$/.test(cursor)) return cursor
  throw foreignCursor()
}
