// Token buckets shared by all gateways of a database. Each gateway fetches tokens in advance, so
// that a busy caller costs one query for many requests.
import type { EntityManager } from '@mikro-orm/postgresql'
import { query } from '../db/query.ts'

export type Quota = {
  readonly perSecond: number
  /** The most that can be taken at once. */
  readonly burst: number
}

export type Grant = {
  readonly isAllowed: boolean
  /** Tokens left now. */
  readonly left: number
  /** Time until the next token, if none is left. */
  readonly waitMs: number
}

export type Buckets = {
  readonly take: (name: string, quota: Quota) => Promise<Grant>
  /** Run by the schedule: deletes buckets that were not used for a while. */
  readonly prune: () => Promise<void>
}

type Local = {
  /** Tokens fetched and not yet taken, valid until `until`. */
  have: number
  until: number
  /** Tokens left in the shared bucket at the last fetch. */
  left: number
  /** No token can be had before this time. */
  emptyUntil: number
  waiting: ((isAllowed: boolean) => void)[]
  isAsking: boolean
}

/** Fetches a second for a caller who takes all its tokens. */
const FETCHES = 10
/**
 * Fetched tokens that are not taken within this time are lost, so that other gateways do not wait.
 */
const KEPT_MS = 1_000
const LOCAL_MAX = 20_000

export function buckets(em: EntityManager, clock: () => number): Buckets {
  const known = new Map<string, Local>()

  function localOf(name: string): Local {
    const found = known.get(name)
    if (found !== undefined) return found
    for (const [oldest, { isAsking }] of known) {
      if (known.size < LOCAL_MAX) break
      if (!isAsking) known.delete(oldest)
    }
    const fresh = { have: 0, until: 0, left: 0, emptyUntil: 0, waiting: [], isAsking: false }
    known.set(name, fresh)
    return fresh
  }

  /** Callers that arrive during a fetch are served by the next one. */
  async function fetch(name: string, quota: Quota, own: Local): Promise<void> {
    own.isAsking = true
    while (own.waiting.length > 0) {
      const served = own.waiting.splice(0)
      const more = Math.max(1, Math.floor(quota.perSecond / FETCHES)) - 1
      const { got, remaining } = await lease(em, name, quota, served.length + more)
      own.left = Math.max(0, Math.floor(remaining))
      own.have = Math.max(0, got - served.length)
      own.until = clock() + KEPT_MS
      if (got < served.length)
        own.emptyUntil = clock() + (1_000 * (1 - remaining)) / quota.perSecond
      for (const [n, tell] of served.entries()) tell(n < got)
    }
    own.isAsking = false
  }

  return {
    async take(name, quota) {
      const own = localOf(name)
      const isAllowed = await took(own, () => fetch(name, quota, own))
      const waitMs = isAllowed ? 0 : Math.max(1, Math.ceil(own.emptyUntil - clock()))
      return { isAllowed, left: isAllowed ? own.have + own.left : 0, waitMs }
    },
    async prune() {
      await query(em, `delete from token_bucket where full_at < now() - interval '1 minute'`)
    }
  }

  function took(own: Local, ask: () => Promise<void>): boolean | Promise<boolean> {
    if (own.have > 0 && clock() < own.until) {
      own.have -= 1
      return true
    }
    if (clock() < own.emptyUntil) return false
    return new Promise(resolve => {
      own.waiting.push(resolve)
      if (!own.isAsking) void ask()
    })
  }
}

type Lease = { readonly got: number; readonly remaining: number }

/** Limits nobody while the database is away: the request itself could not get past it either. */
async function lease(
  em: EntityManager,
  name: string,
  { perSecond, burst }: Quota,
  wanted: number
): Promise<Lease> {
  const sql = 'select got, remaining from take_tokens(?, ?::float8, ?::float8, ?)'
  const take = async (): Promise<readonly Lease[]> =>
    query<Lease>(em, sql, [name, perSecond, burst, wanted])
  const ask = async (): Promise<readonly Lease[]> => {
    const given = await take()
    if (given.every(({ remaining }) => remaining > -MORE_THAN_ROUNDED)) return given
    await query(em, TOO_EMPTY, [name, burst / perSecond])
    return take()
  }
  const [found = { got: wanted, remaining: burst }] = await ask().catch(() => [])
  return found
}

const MORE_THAN_ROUNDED = 0.5

/**
 * Emptied while the database's clock was ahead (or with a larger limit): it would not be full
 * before that time comes.
 */
const TOO_EMPTY = `delete from token_bucket
  where name = ? and full_at > clock_timestamp() + ? * interval '1 second'`
