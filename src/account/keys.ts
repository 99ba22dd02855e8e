// API keys: created once, shown once, identified afterwards only by a digest.
import { raw, UniqueConstraintViolationException, type FilterQuery } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/postgresql'
import assert from 'node:assert'
import { hash } from 'node:crypto'
import { newId, type Id } from '../core/ids.ts'
import type { Page, Paged } from '../core/page.ts'
import { findRow, fresh } from '../db/query.ts'
import { newestFirst } from '../db/newest.ts'
import { changes } from './changes.ts'
import { ApiKeyRow } from './entity.ts'
import { showKeys, type ApiKey } from './key-view.ts'
import { CHANGED, lookUpKey, type Known } from './look-up-key.ts'
import { makeKey, type NewKey } from './make-key.ts'
import { remember } from './remember.ts'
import { rotateKey } from './rotate-key.ts'
import type { Rights } from './limits.ts'
import { keyUses } from './key-uses.ts'

/** The account a request acts for, and what it may do. */
export type Caller = Rights & { readonly key: Id; readonly account: Id }

/** Keys of the account alone, or of its sub-accounts as well, but no deeper. */
export type Reach = 'own' | 'below'

type Made = { readonly apiKey: ApiKey; readonly secret: string }

export type Keys = {
  /** @throws {AppError} forbidden if the maker grants more than it has */
  create(key: NewKey): Promise<Made>
  /**
   * Creates a key under an id claimed beforehand; if it exists already, returns it without its
   * secret.
   */
  createOnce(
    key: NewKey,
    id: Id
  ): Promise<{ readonly apiKey: ApiKey; readonly secret: string | undefined }>
  /** Undefined, without a query, for text that does not have the form of a key. */
  authenticate(secret: string): Promise<Caller | undefined>
  /** Like `authenticate`, but from memory only: undefined for keys not looked up lately. */
  recall(secret: string): Promise<Caller | undefined>
  /**
   * While this is called every two seconds, keys are cached for long; when the calls stop, for a
   * short time only.
   */
  watchRevocations(): Promise<void>
  /** Run by the schedule: writes down when keys were last used. */
  noteUses(): Promise<void>
  /** The keys that are not revoked; without an account, those of all accounts. */
  list(account: Id | undefined, page: Page, reach?: Reach): Promise<Paged<ApiKey>>
  find(id: Id, account: Id | undefined, reach?: Reach): Promise<ApiKey | undefined>
  /**
   * Gives the key a new secret; the former one works for that many seconds more, in any process.
   */
  rotate(id: Id, overlapSeconds: number): Promise<Made | undefined>
  /**
   * False if no such key is in reach, or it is already revoked. Other processes know within
   * `CACHED_MS`.
   */
  revoke(id: Id, account: Id | undefined, reach?: Reach): Promise<boolean>
  revokeAll(account: Id): Promise<void>
}

/**
 * How long a key is cached while revocations are not watched, and so how long a revoked key may
 * still work.
 */
const CACHED_MS = 2_000
/** How long a key is cached while revocations are watched: entries go only to make room. */
const KNOWN_MS = 600_000
/** How long a watch is valid, so that a revoked key works nowhere after five seconds. */
const WATCHED_MS = 4_000
const CACHED_MAX = 10_000

/** The form of secrets, as they are made. */
const FORM = /^lgk_[0-9a-f]{8}_[\w-]{43}$/

export type Effects = {
  readonly random: (bytes: number) => Buffer
  /** Milliseconds of a monotonic clock. */
  readonly clock: () => number
  readonly now: () => Date
}

export function keys(em: EntityManager, { random, clock, now }: Effects): Keys {
  let watchedAt = -Infinity
  const changed = changes(em, CHANGED)
  const life = (): number => (clock() - watchedAt < WATCHED_MS ? KNOWN_MS : CACHED_MS)
  const known = remember(async hex => lookUpKey(em, hex), life, CACHED_MAX, clock)
  const uses = keyUses(em, now)

  function alive(found: Known | undefined): Caller | undefined {
    if (found === undefined || (found.until !== undefined && found.until <= now())) return undefined
    uses.note(found.caller.key)
    return found.caller
  }

  async function find(id: Id, where: FilterQuery<ApiKeyRow> = {}): Promise<ApiKey | undefined> {
    await uses.write()
    const row = await findRow(em, ApiKeyRow, { $and: [{ id, revokedAt: null }, where] })
    return row && (await showKeys(em, [row]))[0]
  }

  return {
    create: async key => makeKey(em, key, newId(), random),
    createOnce: async (key, id) => {
      try {
        return await makeKey(em, key, id, random)
      } catch (error) {
        if (!(error instanceof UniqueConstraintViolationException)) throw error
        const row = await findRow(em, ApiKeyRow, { id })
        const [apiKey] = row === undefined ? [] : await showKeys(em, [row])
        assert(apiKey, 'the key whose id is taken is there')
        return { apiKey, secret: undefined }
      }
    },
    authenticate: async secret =>
      FORM.test(secret) ? alive(await known.look(digestOf(secret))) : undefined,
    recall: async secret => alive(await known.recall(digestOf(secret))),
    watchRevocations: async () => {
      const at = clock()
      for (const hex of await changed()) known.forget(hex)
      watchedAt = at
    },
    noteUses: async () => uses.write(),
    list: async (account, page, reach = 'own') => {
      const where = { $and: [{ revokedAt: null }, whose(account, reach)] }
      const rows = await newestFirst(em, ApiKeyRow, where, page)
      return { ...rows, data: await showKeys(em, rows.data) }
    },
    find: async (id, account, reach = 'own') => find(id, whose(account, reach)),
    rotate: async (id, overlapSeconds) => {
      const secret = await rotateKey(em, id, overlapSeconds, random)
      const apiKey = secret === undefined ? undefined : await find(id)
      return secret === undefined || apiKey === undefined ? undefined : { apiKey, secret }
    },
    revoke: async (id, account, reach = 'own') => {
      const where = { $and: [{ id, revokedAt: null }, whose(account, reach)] }
      return (await fresh(em).nativeUpdate(ApiKeyRow, where, { revokedAt: NOW })) === 1
    },
    revokeAll: async account => {
      await fresh(em).nativeUpdate(ApiKeyRow, { account, revokedAt: null }, { revokedAt: NOW })
    }
  }
}

const NOW = raw('now()')

const digestOf = (secret: string): string => hash('sha256', secret, 'hex')

function whose(account: Id | undefined, reach: Reach): FilterQuery<ApiKeyRow> {
  if (account === undefined) return {}
  if (reach === 'own') return { account }
  const below = `select id from account where parent = ? and kind = 'user'`
  return { [raw(`account in (select ?::uuid union all ${below})`, [account, account])]: [] }
}
