// The event log, in one total order, kept for as long as a client may ask for replay.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Id } from '../core/ids.ts'
import { prepared } from '../db/prepared.ts'
import { query } from '../db/query.ts'

export const EVENT_TYPES = [
  'deposit.settled',
  'payment.succeeded',
  'payment.failed',
  'purchase.paid',
  'purchase.delivered',
  'purchase.failed',
  'transfer.received',
  'transfer.returned',
  'webhook.disabled'
] as const
export type EventType = (typeof EVENT_TYPES)[number]

export type LoggedEvent = {
  readonly id: Id
  readonly account: Id
  /** The account's parent, or the account itself. */
  readonly owner: Id
  readonly type: EventType | 'webhook.test'
  /** The deposit, payment, purchase, transfer or webhook. */
  readonly subject: Id
  /** 1, 2, … among the events of this subject. */
  readonly sequence: number
  readonly createdAt: Date
  /** Among all events, as an increasing string of digits; null if it has none. */
  readonly position: string | null
}

export type EventLog = {
  /**
   * Keeps the events of this account and its sub-accounts from now on. Each stream asks for it each
   * minute, so it is written each hour.
   */
  readonly listen: (account: Id) => Promise<void>
  /**
   * Creates deliveries of new events for every webhook that listens to them.
   * @param now when the deliveries are due
   * @returns whether there were new events
   */
  readonly enqueue: (now: Date) => Promise<boolean>
  /** The position of the newest event. */
  readonly head: () => Promise<bigint>
  /** Events after a position: all, or those of an account and its sub-accounts. */
  readonly after: (position: bigint, limit: number, account?: Id) => Promise<readonly LoggedEvent[]>
  /** Events of an account and its sub-accounts, newest first. */
  readonly newest: (account: Id, limit: number) => Promise<readonly LoggedEvent[]>
  /** An event of this account or a sub-account, if it is still kept and has a position. */
  readonly find: (account: Id, id: Id) => Promise<LoggedEvent | undefined>
  readonly prune: () => Promise<void>
}

/** Few enough that PostgreSQL reads the index in order, and does not sort. */
const AT_ONCE = 100
const KEPT_DAYS = 30

export function eventLog(em: EntityManager): EventLog {
  const read = async (where: string, values: readonly unknown[], rest = '') =>
    (await query<EventRow>(em, `select ${COLUMNS} from event where ${where} ${rest}`, values)).map(
      showEvent
    )
  return {
    listen: async account => {
      await query(
        em,
        `insert into event_listener (account) values (?)
         on conflict (account) do update set seen_at = now()
           where event_listener.seen_at not between now() - interval '1 hour' and now()`,
        [account]
      )
    },
    enqueue: async now => {
      for (let found = 0; ;) {
        const [row] = await prepared<{ count: number }>(em, ENQUEUE, [now.toISOString()])
        const count = row?.count ?? 0
        found += count
        if (count < AT_ONCE) return found > 0
      }
    },
    head: async () => {
      const [row] = await query<{ at: string }>(em, 'select position::text as at from event_cursor')
      return BigInt(row?.at ?? 0)
    },
    after: async (position, limit, account) => {
      const whose = account === undefined ? '' : `and ${OF_ACCOUNT}`
      const only = account === undefined ? [] : Array<Id>(4).fill(account)
      const last = `order by event.position limit ${limit}`
      return read(`position > ? ${whose}`, [String(position), ...only], last)
    },
    newest: async (account, limit) => {
      const last = `order by event.position desc limit ${limit}`
      return read(`position is not null and ${OF_ACCOUNT}`, Array<Id>(4).fill(account), last)
    },
    find: async (account, id) =>
      (await read(`id = ? and position is not null and ${WHOSE}`, [id, account, account]))[0],
    prune: async () => {
      await query(em, OLD_DELIVERIES)
      await query(em, OLD_EVENTS)
      await query(
        em,
        `delete from event_listener l where seen_at < now() - interval '${KEPT_DAYS} days'
         and not exists (select from webhook w where w.account = l.account)`
      )
    }
  }
}

/**
 * Only one process at a time moves the cursor, until it has committed; one that waited for its turn
 * may have seen too little, and leaves the rest to the next call.
 */
const ENQUEUE = `
  with turn as (
    select position from webhook_cursor
    where one and position < (select position from event_cursor where one) for update),
  due as (
    select e.* from turn cross join lateral (
      select id, account, owner, type, subject, created_at, position from event
      where position > turn.position order by position limit ${AT_ONCE}) e),
  sent as (
    insert into webhook_delivery (webhook, event, state, error, since, due_at, created_at)
    select w.id, d.id, case when w.disabled_at is null then 'pending' else 'failed' end,
      'the webhook is disabled: ' || w.disabled_because, t.now, t.now, d.created_at
    from (select $1::timestamptz as now) t, due d
    join webhook w on w.account = d.account or w.account = d.owner
    where (w.events is null or d.type = any(w.events)) and w.id <> d.subject
    -- One that is being removed at this moment would refuse the whole.
    for key share of w
    on conflict do nothing),
  moved as (
    update webhook_cursor set position = (select max(position) from due)
    where one and exists (select from due))
  select count(*)::int as count from due`

/**
 * What a webhook is still to take stays, however old the database's clock makes it look; one that
 * is disabled takes nothing.
 */
const OLD_DELIVERIES = `
  delete from webhook_delivery d using event e, webhook w
  where d.event = e.id and w.id = d.webhook
    and e.created_at < now() - interval '${KEPT_DAYS} days'
    and (d.state <> 'pending' or w.disabled_at is not null)`

const OLD_EVENTS = `
  delete from event e where created_at < now() - interval '${KEPT_DAYS} days'
    and (position is null or position <= (select position from webhook_cursor where one))
    and not exists (select from webhook_delivery d where d.event = e.id)`

const WHOSE = `(account = ? or owner = ?)`
/** A sub-account's events are in its parent's stream, where the index finds them. */
const OF_ACCOUNT = `owner = coalesce((select parent from account where id = ?), ?)
  and ${WHOSE}`

const COLUMNS = `id, account, owner, type, subject, sequence, created_at, position::text`

export type EventRow = Omit<LoggedEvent, 'createdAt'> & { readonly created_at: string }

export const showEvent = ({ created_at: at, ...row }: EventRow): LoggedEvent => ({
  ...row,
  createdAt: new Date(at)
})
