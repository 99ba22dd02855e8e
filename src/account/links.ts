// Links a person of Telegram with an account that programs use: the person asks for a code, a key
// of the account presents it, and the person confirms that account.
import type { EntityManager } from '@mikro-orm/postgresql'
import { createHash } from 'node:crypto'
import { AppError } from '../core/errors.ts'
import { newId, type Id } from '../core/ids.ts'
import { query } from '../db/query.ts'
import { transaction } from '../db/transaction.ts'

export type Link = {
  readonly id: Id
  readonly externalId: string
  readonly own: Id
  readonly account: Id
}

export type Links = {
  /** A code valid for ten minutes; the person's earlier codes expire. */
  readonly ask: (externalId: string, own: Id) => Promise<string>
  /** @throws {AppError} if the code is unknown or expired, or the two cannot be linked. */
  readonly offer: (code: string, account: Id) => Promise<Link>
  /** From now on the account is the person's; undefined if it was not offered to them lately. */
  readonly join: (id: string, externalId: string) => Promise<Link | undefined>
  /** Undoes the link: the person has their own account again. */
  readonly part: (externalId: string) => Promise<Link | undefined>
  readonly find: (externalId: string) => Promise<Link | undefined>
}

const LIFE = `interval '10 minutes'`
const COLUMNS = 'id, external_id as "externalId", own, account'

/** Neither side is part of a link to another account, so that links form no cycle. */
const FREE = `not exists (select 1 from link l
  where l.state = 'joined' and (l.own = ? or l.account = link.own or l.own = link.own))`

/**
 * The person's account may have changed since they asked: a process may have cached the old one.
 */
const STILL = `link.own = (select i.account from identity i
  where i.kind = link.kind and i.external_id = link.external_id)`

const digest = (code: string): Buffer => createHash('sha256').update(code).digest()

export const links = (em: EntityManager, random: (bytes: number) => Buffer): Links => ({
  async ask(externalId, own) {
    const code = random(12).toString('base64url')
    await query(
      em,
      `with old as (delete from link
         where kind = 'telegram' and external_id = ? and state in ('asked', 'offered'))
       insert into link (id, kind, external_id, own, code, state, expires_at)
       values (?, 'telegram', ?, ?, ?, 'asked', now() + ${LIFE})`,
      [externalId, newId(), externalId, own, digest(code)]
    )
    return code
  },
  async offer(code, account) {
    const [found] = await query<Link>(
      em,
      `update link set account = ?, state = 'offered', changed_at = now()
       where code = ? and (state = 'asked' or (state = 'offered' and account = ?))
         and expires_at > now() and own <> ? and ${FREE}
       returning ${COLUMNS}`,
      [account, digest(code), account, account, account]
    )
    if (found !== undefined) return found
    throw new AppError('not_found', 'Nobody asked to be joined by this code in the last minutes')
  },
  join: async (id, externalId) =>
    transaction(em, async inside => {
      // One at a time, so that two concurrent links see each other.
      await inside.execute(`select pg_advisory_xact_lock(hashtextextended('link', 0))`)
      const [found] = await inside.execute<Link[]>(
        `update link set state = 'joined', changed_at = now()
         where id::text = ? and external_id = ? and (state = 'joined' or (state = 'offered'
           and expires_at > now() and ${STILL} and ${FREE.replace('?', 'link.account')}))
         returning ${COLUMNS}`,
        [id, externalId]
      )
      if (found !== undefined) await point(inside, externalId, found.account)
      return found
    }),
  part: async externalId =>
    transaction(em, async inside => {
      const [found] = await inside.execute<Link[]>(
        `update link set state = 'parted', changed_at = now()
         where kind = 'telegram' and external_id = ? and state = 'joined' returning ${COLUMNS}`,
        [externalId]
      )
      if (found !== undefined) await point(inside, externalId, found.own)
      return found
    }),
  async find(externalId) {
    const [found] = await query<Link>(
      em,
      `select ${COLUMNS} from link
       where kind = 'telegram' and external_id = ? and state = 'joined'`,
      [externalId]
    )
    return found
  }
})

const point = async (em: EntityManager, externalId: string, account: Id): Promise<void> => {
  await query(em, `update identity set account = ? where kind = 'telegram' and external_id = ?`, [
    account,
    externalId
  ])
}
