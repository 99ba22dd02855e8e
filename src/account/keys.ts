// API keys: made once, shown once, known afterwards only by a digest.
import { raw, UniqueConstraintViolationException, type FilterQuery } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/postgresql'
import assert from 'node:assert'
import { hash, timingSafeEqual } from 'node:crypto'
import { AppError } from '../core/errors.ts'
import { newId, type Id } from '../core/ids.ts'
import type { Page, Paged } from '../core/page.ts'
import { plainText } from '../core/plain-text.ts'
import { countRows, findRow, fresh } from '../db/query.ts'
import { newestFirst } from '../db/newest.ts'
import { NAME_MAX } from './accounts.ts'
import { changes } from './changes.ts'
import { AccountRow, ApiKeyRow } from './entity.ts'
import { remember } from './remember.ts'

export const SCOPES = [
  'account:read',
  'deposits:write',
  'payments:write',
  'transfers:write',
  'purchases:write',
  'accounts:write',
  'keys:write',
  'admin'
] as const
export type Scope = (typeof SCOPES)[number]

/** On whose behalf a request is made, and what it may do. */
export type Caller = { readonly key: Id; readonly account: Id; readonly scopes: readonly Scope[] }

export type NewKey = {
  readonly account: Id
  readonly name: string
  readonly scopes: readonly Scope[]
}

export type ApiKey = {
  readonly id: Id
  readonly account: Id
  readonly name: string
  /** How the secret begins, for the person who has several. */
  readonly prefix: string
  readonly scopes: readonly Scope[]
  readonly createdAt: Date
}

/** Of the account alone, or of its sub-accounts as well; never of theirs. */
export type Reach = 'own' | 'below'

export type Keys = {
  create(key: NewKey): Promise<{ readonly apiKey: ApiKey; readonly secret: string }>
  /** Under an id that was claimed for it; where it was made already: without its secret. */
  createOnce(
    key: NewKey,
    id: Id
  ): Promise<{ readonly apiKey: ApiKey; readonly secret: string | undefined }>
  /** What has not the form of a key is none, without a query. */
  authenticate(secret: string): Promise<Caller | undefined>
  /** The same out of memory alone: undefined also for a key that has not been looked up lately. */
  recall(secret: string): Promise<Caller | undefined>
  /**
   * Called every two seconds it lets keys be known for long
   * without a query each; when it stops, so does that.
   */
  watchRevocations(): Promise<void>
  /** The keys that are not revoked; without an account, everybody's. */
  list(account: Id | undefined, page: Page, reach?: Reach): Promise<Paged<ApiKey>>
  /**
   * False where no such key is in reach, or it is revoked
   * already. Other processes know within `CACHED_MS`.
   */
  revoke(id: Id, account: Id | undefined, reach?: Reach): Promise<boolean>
}

/**
 * Of what an `authenticate` found, unless revocations are
 * watched; a key that is revoked works no longer than this.
 */
const CACHED_MS = 2_000
/** While revocations are watched: forgotten then only to make room. */
const KNOWN_MS = 600_000
/** A watch is good for so long, so that a revoked key works nowhere after five seconds. */
const WATCHED_MS = 4_000
const CACHED_MAX = 10_000

/** As `create` makes them. */
const FORM = /^lgk_[0-9a-f]{8}_[\w-]{43}$/

export type Effects = {
  readonly random: (bytes: number) => Buffer
  /** Milliseconds of a clock that only runs forward. */
  readonly clock: () => number
}

export function keys(em: EntityManager, { random, clock }: Effects): Keys {
  let watchedAt = -Infinity
  const revoked = changes(em, REVOKED)
  const life = (): number => (clock() - watchedAt < WATCHED_MS ? KNOWN_MS : CACHED_MS)
  const { look, recall, forget } = remember(async hex => lookUp(em, hex), life, CACHED_MAX, clock)
  return {
    create: async key => create(em, key, newId(), random),
    createOnce: async (key, id) => {
      try {
        return await create(em, key, id, random)
      } catch (error) {
        if (!(error instanceof UniqueConstraintViolationException)) throw error
        const before = await findRow(em, ApiKeyRow, { id })
        assert(before, 'the key whose id is taken is there')
        return { apiKey: show(before), secret: undefined }
      }
    },
    authenticate: async secret =>
      FORM.test(secret) ? look(hash('sha256', secret, 'hex')) : undefined,
    recall: async secret => recall(hash('sha256', secret, 'hex')),
    watchRevocations: async () => {
      const at = clock()
      for (const hex of await revoked()) forget(hex)
      watchedAt = at
    },
    list: async (account, page, reach = 'own') => {
      const where = { $and: [{ revokedAt: null }, whose(account, reach)] }
      const rows = await newestFirst(em, ApiKeyRow, where, page)
      return { ...rows, data: rows.data.map(show) }
    },
    revoke: async (id, account, reach = 'own') => {
      const where = { $and: [{ id, revokedAt: null }, whose(account, reach)] }
      return (await fresh(em).nativeUpdate(ApiKeyRow, where, { revokedAt: NOW })) === 1
    }
  }
}

function whose(account: Id | undefined, reach: Reach): FilterQuery<ApiKeyRow> {
  if (account === undefined) return {}
  if (reach === 'own') return { account }
  const below = `select id from account where parent = ? and kind = 'user'`
  return { [raw(`account in (select ?::uuid union all ${below})`, [account, account])]: [] }
}

async function create(
  em: EntityManager,
  key: NewKey,
  id: Id,
  random: Effects['random']
): ReturnType<Keys['create']> {
  // The house's accounts have no floor: a key to one of them would be a key to everything.
  if ((await countRows(em, AccountRow, { id: key.account, kind: 'user' })) !== 1) {
    throw new AppError('not_found', 'There is no such account')
  }
  const prefix = `lgk_${random(4).toString('hex')}`
  const secret = `${prefix}_${random(32).toString('base64url')}`
  const fork = fresh(em)
  const row = fork.create(ApiKeyRow, {
    id,
    account: key.account,
    name: plainText(key.name, NAME_MAX),
    prefix,
    digest: digest(secret),
    scopes: checked(key.scopes),
    revokedAt: null
  })
  await fork.persist(row).flush()
  return { apiKey: show(row), secret }
}

/**
 * A key is found by its digest; comparing once more
 * in constant time costs nothing and trusts no index.
 */
async function lookUp(em: EntityManager, hex: string): Promise<Caller | undefined> {
  const mine = Buffer.from(hex, 'hex')
  const row = await findRow(em, ApiKeyRow, { digest: mine, revokedAt: null })
  if (row === undefined || !timingSafeEqual(row.digest, mine)) return undefined
  return { key: row.id, account: row.account, scopes: scopesOf(row.scopes) }
}

const REVOKED = `select encode(digest, 'hex') from api_key where revoked_at > ?`

const NOW = raw('now()')

const digest = (secret: string): Buffer => hash('sha256', secret, 'buffer')

/** As they are kept; what an earlier version gave and this one does not know gives nothing. */
const scopesOf = (names: readonly string[]): Scope[] =>
  SCOPES.filter(scope => names.includes(scope))

function checked(names: readonly string[]): Scope[] {
  const unknown = names.findIndex(name => !SCOPES.some(scope => scope === name))
  if (unknown === -1 && names.length > 0) return scopesOf(names)
  const detail = `Every scope is one of ${SCOPES.join(', ')}`
  const pointer = unknown === -1 ? '/scopes' : `/scopes/${unknown}`
  throw new AppError('invalid_request', detail, [{ pointer, detail }])
}

const show = ({ id, account, name, prefix, scopes, createdAt }: ApiKeyRow): ApiKey => ({
  id,
  account,
  name,
  prefix,
  scopes: scopesOf(scopes),
  createdAt
})
