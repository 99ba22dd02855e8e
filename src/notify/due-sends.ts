// Deliveries that are due to webhooks: leases them, and records their outcome.
import type { EntityManager } from '@mikro-orm/postgresql'
import { newId, type Id } from '../core/ids.ts'
import type { Deferral } from '../core/deferral.ts'
import { query } from '../db/query.ts'
import type { Verdict } from './decide.ts'
import { showEvent, type EventRow, type LoggedEvent } from './event-log.ts'
import type { Secrets } from './sign.ts'

export type DueSend = {
  readonly webhook: { readonly id: Id; readonly url: string } & Secrets
  readonly event: LoggedEvent
  /** How often it was sent, including this time. */
  readonly tries: number
  readonly since: Date
}

export type DueSends = {
  /** Leases some deliveries that nobody is sending, except those to the webhooks in `but`. */
  readonly take: (now: Date, but: readonly Id[]) => Promise<readonly DueSend[]>
  /**
   * Leases this delivery, due or not; undefined if somebody is sending it, or it does not exist.
   */
  readonly takeOne: (webhook: Id, event: Id) => Promise<DueSend | undefined>
  readonly note: (
    send: DueSend,
    verdict: Verdict,
    status: number | undefined,
    now: Date
  ) => Promise<void>
}

/**
 * Concurrent deliveries to a webhook that works, in each process; one that fails gets one at a
 * time.
 */
const OF_ONE = 16
const AT_ONCE = 128
/** Longer than a delivery takes. */
const LEASE = `interval '30 seconds'`
/** Put off as in `decide`. */
export const WEBHOOK_TRIES: Deferral = {
  table: 'webhook_delivery',
  column: 'due_at',
  atMost: '20 hours',
  where: `state = 'pending'`,
  ifBack: 'due_at > now()'
}
export const WEBHOOK_LEASES: Deferral = {
  table: 'webhook_delivery',
  column: 'leased_until',
  atMost: '1 minute',
  where: `state = 'pending'`
}
/**
 * A webhook without a success for this long is disabled when a delivery is given up: that one was
 * tried for nearly three days.
 */
const LONG_MS = 60 * 3_600_000

export const dueSends = (em: EntityManager): DueSends => ({
  take: async (now, but) => (await query<Row>(em, TAKE, [now, `{${but.join()}}`])).map(show),
  takeOne: async (webhook, event) => {
    const [row] = await query<Row>(em, TAKE_ONE, [webhook, event])
    return row && show(row)
  },
  note: async (send, verdict, status, now) => {
    const { webhook, event } = send
    const at = [webhook.id, event.id]
    switch (verdict.is) {
      case 'delivered':
        await query(em, DELIVERED, [status ?? null, now, ...at, now, now])
        break
      case 'again': {
        const due = new Date(now.getTime() + verdict.afterMs)
        await query(em, NOT_TAKEN, ['pending', due, status ?? null, verdict.why, ...at])
        await query(em, FAILING, [now, webhook.id])
        break
      }
      case 'given_up':
      case 'gone':
        await query(em, NOT_TAKEN, ['failed', now, status ?? null, verdict.why, ...at])
        await query(em, FAILING, [now, webhook.id])
        await query(em, DISABLE, [
          now,
          disabledFor(verdict),
          webhook.id,
          verdict.is === 'gone',
          new Date(now.getTime() - LONG_MS),
          newId()
        ])
        break
      default:
        verdict satisfies never
    }
  }
})

const disabledFor = (verdict: Verdict & { readonly is: 'given_up' | 'gone' }): string =>
  verdict.is === 'gone'
    ? 'it answered 410: it wants nothing any more'
    : `nothing was taken for three days; the last time ${verdict.why}`

const LEASED = `update webhook_delivery s set leased_until = now() + ${LEASE}, tries = tries + 1`
const TAKEN = `s.webhook, s.tries, s.since, w.url, w.secret, w.old_secret, w.old_until,
  e.id, e.account, e.owner, e.type, e.subject, e.sequence, e.created_at, e.position::text`

const TAKE = `
  with due as (
    select d.webhook, d.event from webhook w cross join lateral (
      select webhook, event from webhook_delivery
      where webhook = w.id and state = 'pending' and due_at <= ? and leased_until < now()
      order by due_at limit case when w.failing_since is null then ${OF_ONE} else 1 end
      for update skip locked) d
    where w.disabled_at is null and w.id <> all(?::uuid[]) limit ${AT_ONCE})
  ${LEASED} from due, webhook w, event e
  where s.webhook = due.webhook and s.event = due.event and w.id = due.webhook and e.id = due.event
  returning ${TAKEN}`

const TAKE_ONE = `
  ${LEASED} from webhook w, event e
  where s.webhook = ? and s.event = ? and s.leased_until < now()
    and w.id = s.webhook and e.id = s.event
  returning ${TAKEN}`

/** The webhook works again: deliveries waiting for a later try are due now. */
const DELIVERED = `
  with done as (
    update webhook_delivery set state = 'delivered', response_status = ?, error = null,
      delivered_at = ?, leased_until = '-infinity' where webhook = ? and event = ?
    returning webhook, event),
  well as (
    update webhook w set failing_since = null, disabled_at = null, disabled_because = null
    from done where w.id = done.webhook
      and (w.failing_since is not null or w.disabled_at is not null)
    returning w.id, done.event)
  update webhook_delivery d set due_at = ? from well
  where d.webhook = well.id and d.event <> well.event and d.state = 'pending' and d.due_at > ?`

const NOT_TAKEN = `
  update webhook_delivery set state = ?, due_at = ?, response_status = ?, error = ?,
    leased_until = '-infinity' where webhook = ? and event = ?`

const FAILING = `update webhook set failing_since = coalesce(failing_since, ?) where id = ?`

/**
 * Disables only a webhook that has taken nothing for `LONG_MS`, or is gone; other listeners get an
 * event about it.
 */
const DISABLE = `
  with off as (
    update webhook set disabled_at = ?, disabled_because = ?
    where id = ? and disabled_at is null and (?::boolean or failing_since <= ?) returning id, account)
  insert into event (id, account, owner, type, subject, sequence, position)
  select ?::uuid, off.account, coalesce(a.parent, a.id), 'webhook.disabled', off.id, 1 + (
    select count(*) from event e where e.subject = off.id and e.type = 'webhook.disabled'),
    event_position()
  from off join account a on a.id = off.account`

type Row = EventRow & {
  readonly webhook: Id
  readonly tries: number
  readonly since: string
  readonly url: string
  readonly secret: string
  readonly old_secret: string | null
  readonly old_until: string | null
}

const show = ({ webhook, tries, since, url, secret, ...row }: Row): DueSend => {
  const { old_secret: oldSecret, old_until: until, ...event } = row
  const oldUntil = until === null ? null : new Date(until)
  return {
    webhook: { id: webhook, url, secret, oldSecret, oldUntil },
    event: showEvent(event),
    tries,
    since: new Date(since)
  }
}
