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
  /** The parent of the account, or itself. */
  readonly owner: Id
  readonly type: EventType | 'webhook.test'
  /** The deposit, payment, purchase, transfer or webhook. */
  readonly subject: Id
  /** 1, 2, … of the events of this subject. */
  readonly sequence: number
  readonly createdAt: Date
  /** Of all events: a digit string that grows; null while it has none. */
  readonly position: string | null
}

export type EventLog = {
  /** Events of this account, and of its sub-accounts, are kept from now on. */
  readonly listen: (account: Id) => Promise<void>
  /**
   * Gives those that have none a position, and every webhook that hears them something to send.
   * @param now until when what is sent is late
   */
  readonly order: (now: Date) => Promise<void>
  /** The position of the newest. */
  readonly head: () => Promise<bigint>
  /** After that position, of everybody or of an account and its sub-accounts. */
  readonly after: (position: bigint, limit: number, account?: Id) => Promise<readonly LoggedEvent[]>
  /** The newest first: of an account and its sub-accounts. */
  readonly newest: (account: Id, limit: number) => Promise<readonly LoggedEvent[]>
  /** Of this account or a sub-account, as far as it is kept, once it has a position. */
  readonly find: (account: Id, id: Id) => Promise<LoggedEvent | undefined>
  readonly prune: () => Promise<void>
}

/** So few that PostgreSQL reads their index in its order, and does not sort what it finds. */
const AT_ONCE = 500
const KEPT_DAYS = 30
/**
 * What has got its position leaves a dead entry in the index until the next vacuum, and thousands
 * are passed over each time; so most looks begin this long before the last one, or before what was
 * writing then began. Should that miss one, it is found with the next look at all.
 */
const LATELY_MS = 2_000
const ALL_EVERY_MS = 10_000

type Look = {
  readonly atMs: number
  /** The age of the oldest transaction that may have written an event and not yet committed. */
  readonly openMs: number
}

export function eventLog(em: EntityManager): EventLog {
  let lastAll = -Infinity
  /** The last two: what was open at both may have been committed between, but not seen. */
  let looks: readonly Look[] = []
  const read = async (where: string, values: readonly unknown[], rest = '') =>
    (await query<Row>(em, `select ${COLUMNS} from event where ${where} ${rest}`, values)).map(show)
  return {
    listen: async account => {
      await query(
        em,
        `insert into event_listener (account) values (?)
         on conflict (account) do update set seen_at = now()`,
        [account]
      )
    },
    order: async now => {
      const atMs = now.getTime()
      // A clock may jump back as well.
      const all = Math.abs(atMs - lastAll) >= ALL_EVERY_MS
      const missed = looks.map(last => Math.abs(atMs - last.atMs) + last.openMs)
      const since = all ? '100 years' : `${LATELY_MS + Math.max(0, ...missed)} milliseconds`
      let openMs = 0
      for (let full = true; full;) {
        const [row] = await prepared<Ordered>(em, ORDER, [now.toISOString(), since])
        openMs = Math.max(openMs, row?.open ?? 0)
        full = row?.count === AT_ONCE
      }
      looks = [...looks.slice(-1), { atMs, openMs }]
      if (all) lastAll = atMs
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
      await query(
        em,
        `delete from webhook_delivery d using event e
         where d.event = e.id and e.created_at < now() - interval '${KEPT_DAYS} days'`
      )
      await query(em, `delete from event where created_at < now() - interval '${KEPT_DAYS} days'`)
      await query(
        em,
        `delete from event_listener l where seen_at < now() - interval '${KEPT_DAYS} days'
         and not exists (select from webhook w where w.account = l.account)`
      )
    }
  }
}

/**
 * Whoever moves the cursor on is alone until it has committed, so a position that can be seen has
 * none below it that comes later. One that waited for its turn finds the same events numbered,
 * and leaves a gap. By ctid: by id, the planner reads all that is kept while it knows no better.
 */
const ORDER = `
  with due as (
    select at, row_number() over (order by created_at, sequence, id) as n from (
      select ctid as at, created_at, sequence, id from event
      where position is null and type <> 'webhook.test' and created_at > now() - $2::interval
      order by created_at, sequence, id limit ${AT_ONCE}) oldest),
  turn as (
    insert into event_cursor as c (position)
    select count(*) from due having count(*) > 0
    on conflict (one) do update set position = c.position + excluded.position
    returning c.position - (select count(*) from due) as base),
  ordered as (
    update event e set position = turn.base + due.n
    from due, turn where e.ctid = due.at and e.position is null returning e.*),
  sent as (
    insert into webhook_delivery (webhook, event, state, error, since, due_at, created_at)
    select w.id, o.id, case when w.disabled_at is null then 'pending' else 'failed' end,
      'the webhook is disabled: ' || w.disabled_because, t.now, t.now, o.created_at
    from (select $1::timestamptz as now) t, ordered o
    join webhook w on w.account = o.account or w.account = o.owner
    where (w.events is null or o.type = any(w.events)) and w.id <> o.subject
    -- One that is being removed at this moment would refuse the whole.
    for key share of w)
  select (select count(*) from due)::int as count,
    (extract(epoch from now() - min(o.xact_start)) * 1000)::float as open
  from pg_stat_get_activity(pg_backend_pid()) me
  join pg_stat_get_activity(null) o on o.datid = me.datid and o.pid <> me.pid
  where o.backend_xid is not null or o.wait_event_type = 'Lock'`

const WHOSE = `(account = ? or owner = ?)`
/** What a sub-account has is in its parent's stream: found there by the index. */
const OF_ACCOUNT = `owner = coalesce((select parent from account where id = ?), ?)
  and ${WHOSE}`

const COLUMNS = `id, account, owner, type, subject, sequence, created_at, position::text`

type Ordered = { readonly count: number; readonly open: number | null }
type Row = Omit<LoggedEvent, 'createdAt'> & { readonly created_at: string }

const show = ({ created_at: at, ...row }: Row): LoggedEvent => ({ ...row, createdAt: new Date(at) })
