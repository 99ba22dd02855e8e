// Sessions of people signed in on the pages, by a key of an account or as a person of Telegram;
// found by the digest of a token that their browser keeps.
import type { EntityManager } from '@mikro-orm/postgresql'
import { hash } from 'node:crypto'
import { newId, type Id } from '../core/ids.ts'
import { findRow, query } from '../db/query.ts'
import { ApiKeyRow } from './entity.ts'
import { limitsOf } from './key-view.ts'
import type { Caller } from './keys.ts'
import { UNLIMITED } from './limits.ts'
import { SCOPES, scopesOf } from './scopes.ts'

/** `app`: inside Telegram, where no cookie keeps the token. */
export type Way = 'key' | 'link' | 'telegram' | 'app'

export type Session = {
  readonly id: Id
  readonly way: Way
  /** The language that the person has set in the bot, if they have. */
  readonly language: string | undefined
  /** Acts with the rights of the key, or with all rights of the person's own account. */
  readonly caller: Caller
  /** When they last proved who they are. */
  readonly provedAt: Date
  /** The token is old and should be renewed. */
  readonly isStale: boolean
}

export type Signed = Pick<Session, 'id' | 'way'> & {
  readonly agent: string
  readonly createdAt: Date
  readonly seenAt: Date
}

export type Who = { readonly key: Pick<Caller, 'key' | 'account'> } | { readonly person: string }

export type Sessions = {
  /** @returns the token, which cannot be recovered later */
  readonly open: (who: Who, way: Way, agent: string) => Promise<string>
  readonly find: (token: string) => Promise<Session | undefined>
  /** A new token; the former one is valid for a minute more. */
  readonly renew: (session: Id) => Promise<string>
  readonly list: (account: Id) => Promise<readonly Signed[]>
  readonly end: (session: Id, account: Id) => Promise<void>
  readonly endAll: (account: Id) => Promise<void>
  /** Run by the schedule: deletes sessions that have ended. */
  readonly prune: () => Promise<void>
}

const LIFE: Readonly<Record<Way, string>> = {
  key: `interval '30 days'`,
  link: `interval '30 days'`,
  telegram: `interval '30 days'`,
  app: `interval '1 hour'`
}
/** While a key has two secrets, the session may have been opened with the one that expires. */
const OVERLAP = `(select max(until) from former_secret where key = ? and until > now())`
const IDLE = `interval '7 days'`
const STALE = `interval '1 day'`

type Row = {
  readonly id: Id
  readonly way: Way
  readonly account: Id
  readonly key: Id | null
  readonly language: string | null
  readonly proved_ms: string
  readonly stale: boolean
}

/** The account now: after a link to another account, that one. */
const ACCOUNT = `coalesce(s.account, (select i.account from identity i
  where i.kind = 'telegram' and i.external_id = s.external_id))`
/** The same, found by the indexes of both. */
const OF_ACCOUNT = `(s.account = ? or s.external_id = any(array(select i.external_id from identity i
  where i.kind = 'telegram' and i.account = ?)))`
const LIVE = `s.expires_at > now() and s.seen_at > now() - ${IDLE}
  and (s.key is null or exists (select from api_key k
    where k.id = s.key and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())))`

const FIND = `
  select s.id, s.way, s.key, ${ACCOUNT} as account,
    (select p.language from telegram_person p where p.id = s.external_id::bigint) as language,
    floor(extract(epoch from s.proved_at) * 1000)::text as proved_ms,
    s.token = ? and s.renewed_at < now() - ${STALE} as stale
  from session s
  where (s.token = ? or (s.former = ? and s.former_until > now())) and ${LIVE}`

const LIST = `
  select s.id, s.way, s.agent, s.created_at as "createdAt", s.seen_at as "seenAt"
  from session s where ${OF_ACCOUNT} and ${LIVE} order by s.seen_at desc limit 100`

const digest = (token: string): Buffer => hash('sha256', token, 'buffer')

export function sessions(em: EntityManager, random: (bytes: number) => Buffer): Sessions {
  const newToken = (): string => random(32).toString('base64url')

  async function callerOf({ id, account, key }: Row): Promise<Caller | undefined> {
    if (key === null) {
      const scopes = SCOPES.filter(scope => scope !== 'admin')
      return { key: id, account, scopes, limits: UNLIMITED }
    }
    const row = await findRow(em, ApiKeyRow, { id: key, revokedAt: null })
    return row && { key, account, scopes: scopesOf(row.scopes), limits: limitsOf(row) }
  }

  return {
    async open(who, way, agent) {
      const token = newToken()
      const { key, account } = 'key' in who ? who.key : { key: null, account: null }
      await query(
        em,
        `insert into session (id, token, external_id, account, key, way, agent, expires_at)
         values (?, ?, ?, ?, ?, ?, ?, least(now() + ${LIFE[way]}, ${OVERLAP}))`,
        [
          ...[newId(), digest(token), 'person' in who ? who.person : null, account, key, way],
          ...[agent.slice(0, 300), key]
        ]
      )
      return token
    },
    async find(token) {
      const sought = digest(token)
      const [row] = await query<Row>(em, FIND, [sought, sought, sought])
      const caller = row && (await callerOf(row))
      if (row === undefined || caller === undefined) return undefined
      await query(
        em,
        `update session set seen_at = now() where id = ? and seen_at < now() - interval '1 minute'`,
        [row.id]
      )
      const { id, way, stale, proved_ms: proved } = row
      return {
        id,
        way,
        caller,
        isStale: stale,
        provedAt: new Date(Number(proved)),
        language: row.language ?? undefined
      }
    },
    async renew(session) {
      const token = newToken()
      await query(
        em,
        `update session set token = ?, former = token, renewed_at = now(),
           former_until = now() + interval '1 minute' where id = ?`,
        [digest(token), session]
      )
      return token
    },
    async list(account) {
      const rows = await query<Signed>(em, LIST, [account, account])
      return rows.map(row => ({
        ...row,
        createdAt: new Date(row.createdAt),
        seenAt: new Date(row.seenAt)
      }))
    },
    async end(session, account) {
      await query(em, `delete from session s where id = ? and ${OF_ACCOUNT}`, [
        session,
        account,
        account
      ])
    },
    async endAll(account) {
      await query(em, `delete from session s where ${OF_ACCOUNT}`, [account, account])
    },
    async prune() {
      await query(em, `delete from session s where not (${LIVE})`)
    }
  }
}
