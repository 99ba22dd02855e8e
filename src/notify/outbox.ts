// The outbox: events written with their causes, of which people are still to be notified.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Id } from '../core/ids.ts'
import type { Deferral } from '../core/deferral.ts'
import { query } from '../db/query.ts'
import type { EventType } from './event-log.ts'

export type AccountEvent = {
  readonly id: Id
  readonly account: Id
  readonly type: Exclude<EventType, 'webhook.disabled'>
  /** The deposit, payment, purchase or transfer. */
  readonly subject: Id
}

export type Outbox = {
  /** Leases some events that nobody is sending, oldest first, by the database's clock. */
  readonly take: (but: readonly Id[]) => Promise<readonly AccountEvent[]>
  readonly told: (ids: readonly Id[]) => Promise<void>
}

const AT_ONCE = 500

/**
 * Longer than a notification takes; the delay after a crash, before another process sends it
 * (again, perhaps).
 */
const LEASE = `interval '30 seconds'`

export const OUTBOX_LEASES: Deferral = {
  table: 'outbox',
  column: 'leased_until',
  atMost: '1 minute',
  where: 'true'
}

export const outbox = (em: EntityManager): Outbox => ({
  take: async but =>
    query<AccountEvent>(
      em,
      `with due as (
         select id from outbox where leased_until < now() and account <> all(?::uuid[])
         order by leased_until, id for update skip locked limit ${AT_ONCE})
       update outbox o set leased_until = now() + ${LEASE} from due where o.id = due.id
       returning o.id, o.account, o.type, o.subject`,
      [`{${but.join()}}`]
    ),
  told: async ids => {
    await query(em, 'delete from outbox where id = any(?::uuid[])', [`{${ids.join()}}`])
  }
})
