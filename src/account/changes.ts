// Finds rows changed by any process, so that cached copies of them are dropped here.
import type { EntityManager } from '@mikro-orm/postgresql'
import { query } from '../db/query.ts'

type Found = { readonly until: string; readonly names: readonly string[] }

/**
 * Each call returns the names of what has changed since the last call. `names` is SQL that selects
 * them, where `?` is a time by the database's clock. A watch that was away for long looks back as
 * far, and a minute more, since a change is visible only once it is committed. A clock that was set
 * back meanwhile makes it look back from there.
 */
export function changes(em: EntityManager, names: string): () => Promise<readonly string[]> {
  let since = '-infinity'
  const found = names.replace('?', `least(?::timestamptz, now()) - interval '1 minute'`)
  const sql = `select now()::text as until, array(${found}) as names`
  return async () => {
    const [seen] = await query<Found>(em, sql, [since])
    since = seen?.until ?? since
    return seen?.names ?? []
  }
}
