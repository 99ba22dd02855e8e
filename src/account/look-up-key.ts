// Looks up the key of a secret by its digest: the current secret, or the former one for a while.
import type { EntityManager } from '@mikro-orm/postgresql'
import { timingSafeEqual } from 'node:crypto'
import type { Id } from '../core/ids.ts'
import { findRow, query } from '../db/query.ts'
import { ApiKeyRow } from './entity.ts'
import { limitsOf } from './key-view.ts'
import type { Rights } from './limits.ts'
import { scopesOf } from './scopes.ts'

export type Known = {
  readonly caller: Rights & { readonly key: Id; readonly account: Id }
  /** When the secret expires, by itself or with its key. */
  readonly until: Date | undefined
}

type Former = { readonly key: Id; readonly ms: string }

/**
 * A key is found by its digest; comparing again in constant time is cheap, and relies on no index.
 */
export async function lookUpKey(em: EntityManager, hex: string): Promise<Known | undefined> {
  const digest = Buffer.from(hex, 'hex')
  const row = await findRow(em, ApiKeyRow, { digest, revokedAt: null })
  if (row !== undefined) {
    return timingSafeEqual(row.digest, digest) ? known(row, undefined) : undefined
  }
  const sql = `select key, floor(extract(epoch from until) * 1000)::text as ms
    from former_secret where digest = ? and until > now()`
  const [former] = await query<Former>(em, sql, [digest])
  if (former === undefined) return undefined
  const of = await findRow(em, ApiKeyRow, { id: former.key, revokedAt: null })
  return of && known(of, new Date(Number(former.ms)))
}

function known(row: ApiKeyRow, until: Date | undefined): Known {
  const { id: key, account, expiresAt } = row
  const ends = [until, expiresAt ?? undefined].filter(end => end !== undefined)
  const first = ends.toSorted((a, b) => a.getTime() - b.getTime())[0]
  return {
    caller: { key, account, scopes: scopesOf(row.scopes), limits: limitsOf(row) },
    until: first
  }
}

/** Digests of secrets that were revoked or replaced: `changes.ts`. */
export const CHANGED = `
  select encode(x.digest, 'hex') from (select ? as at) since, api_key k
  cross join lateral (select k.digest union all
    select f.digest from former_secret f where f.key = k.id) x
  where k.revoked_at > since.at or k.rotated_at > since.at`
