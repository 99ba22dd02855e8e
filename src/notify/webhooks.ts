// Webhooks of an account: addresses to which its events, and its sub-accounts', are sent.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { newId, type Id } from '../core/ids.ts'
import type { Page, Paged } from '../core/page.ts'
import { newestFirst } from '../db/newest.ts'
import { countRows, findRow, fresh, query } from '../db/query.ts'
import { refuseUrl, type Rules } from '../net/decide.ts'
import { DeliveryRow, WebhookRow } from './entity.ts'
import type { EventLog, EventType } from './event-log.ts'
import type { Sends } from './sends.ts'
import { newSecret } from './sign.ts'

export type Webhooks = {
  readonly create: (
    account: Id,
    wish: { readonly url: string; readonly events: readonly EventType[] | undefined }
  ) => Promise<WebhookRow>
  readonly find: (account: Id, id: Id) => Promise<WebhookRow | undefined>
  readonly list: (account: Id, page: Page) => Promise<Paged<WebhookRow>>
  readonly remove: (account: Id, id: Id) => Promise<boolean>
  /** Gives it a new secret; the old one signs as well for that long. */
  readonly rotate: (account: Id, id: Id, overlapSeconds: number) => Promise<WebhookRow | undefined>
  /**
   * Sends an event without content, and returns the outcome. A success enables the webhook again.
   */
  readonly test: (account: Id, id: Id) => Promise<DeliveryRow | undefined>
  readonly deliveries: (account: Id, id: Id, page: Page) => Promise<Paged<DeliveryRow> | undefined>
  /** Sends it once more; if it is not taken, retries as for a new event. */
  readonly replay: (account: Id, id: Id, event: Id) => Promise<DeliveryRow | undefined>
}

type Deps = {
  readonly em: EntityManager
  readonly events: Pick<EventLog, 'listen'>
  readonly sends: Pick<Sends, 'now'>
  readonly rules: Rules
  readonly random: (bytes: number) => Buffer
  readonly clock: Pick<Clock, 'date'>
}

const OF_ONE_ACCOUNT = 20

/** The state of a new webhook. */
const WELL = {
  oldSecret: null,
  oldUntil: null,
  failingSince: null,
  disabledAt: null,
  disabledBecause: null
} as const

/** For this long only the caller who asked for it sends it, and waits for the outcome. */
const OWN_MS = 30_000

export function webhooks(deps: Deps): Webhooks {
  const { em, events, sends, random, clock } = deps
  const find: Webhooks['find'] = async (account, id) => findRow(em, WebhookRow, { id, account })
  const delivery = async (webhook: Id, event: Id): Promise<DeliveryRow | undefined> =>
    findRow(em, DeliveryRow, { webhook, id: event })
  return {
    find,
    async create(account, { url, events: only }) {
      mustBeReachable(url, deps.rules)
      if ((await countRows(em, WebhookRow, { account })) >= OF_ONE_ACCOUNT)
        throw new AppError('limit_exceeded', `An account has ${OF_ONE_ACCOUNT} webhooks at most`)
      await events.listen(account)
      const fork = fresh(em)
      const row = fork.create(WebhookRow, {
        ...WELL,
        id: newId(),
        account,
        url,
        events: only === undefined ? null : [...only],
        secret: newSecret(random)
      })
      await fork.persist(row).flush()
      return row
    },
    list: async (account, page) => newestFirst(em, WebhookRow, { account }, page),
    remove: async (account, id) =>
      (await fresh(em).nativeDelete(WebhookRow, { id, account })) === 1,
    async rotate(account, id, overlapSeconds) {
      await query(
        em,
        `update webhook set old_secret = secret, old_until = ?, secret = ?
         where id = ? and account = ?`,
        [new Date(clock.date().getTime() + overlapSeconds * 1_000), newSecret(random), id, account]
      )
      return find(account, id)
    },
    async test(account, id) {
      const event = newId()
      const now = clock.date()
      const made = await query(em, TEST, [event, id, account, now, later(now), now])
      if (made.length === 0) return undefined
      await sends.now(id, event)
      return delivery(id, event)
    },
    async deliveries(account, id, page) {
      if ((await find(account, id)) === undefined) return undefined
      return newestFirst(em, DeliveryRow, { webhook: id }, page)
    },
    async replay(account, id, event) {
      if ((await find(account, id)) === undefined) return undefined
      const now = clock.date()
      await query(em, REPLAY, [now, later(now), id, event])
      await sends.now(id, event)
      return delivery(id, event)
    }
  }
}

const later = (now: Date): Date => new Date(now.getTime() + OWN_MS)

/** @throws {AppError} `invalid_request` for what is evident already; names are resolved later. */
function mustBeReachable(text: string, rules: Rules): void {
  const url = URL.parse(text)
  const bad = url === null ? 'must be an address' : refuseUrl(url, rules)
  if (bad === undefined) return
  throw new AppError('invalid_request', `/url: ${bad}`, [{ pointer: '/url', detail: bad }])
}

/**
 * A test event goes to this webhook alone: it has no position, and so is in no stream. A webhook
 * that is just being removed is waited for, and then is gone.
 */
const TEST = `
  with tested as (
    insert into event (id, account, owner, type, subject, sequence)
    select ?::uuid, w.account, coalesce(a.parent, a.id), 'webhook.test', w.id, 1
    from webhook w join account a on a.id = w.account where w.id = ? and w.account = ?
    for key share of w
    returning id, subject)
  insert into webhook_delivery (webhook, event, state, since, due_at, created_at)
  select subject, id, 'pending', ?::timestamptz, ?::timestamptz, ?::timestamptz from tested returning event`

const REPLAY = `
  update webhook_delivery set state = 'pending', tries = 0, since = ?, due_at = ?,
    delivered_at = null, error = null, response_status = null
  where webhook = ? and event = ? and leased_until < now()`
