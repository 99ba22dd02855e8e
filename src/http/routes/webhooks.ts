// Webhooks: the addresses to which an account's events are sent, signed as in Standard Webhooks.
import { AppError } from '../../core/errors.ts'
import { parse, showId, type Id } from '../../core/ids.ts'
import type { DeliveryRow, WebhookRow } from '../../notify/entity.ts'
import { EVENT_TYPES } from '../../notify/event-log.ts'
import type { App } from '../wire/app.ts'
import { list, PAGE, pageOf, presentPage } from '../wire/pages.ts'
import type { Rooms } from '../wire/rooms.ts'
import * as s from '../wire/schema.ts'

const EVENTS = s.words('EventType', EVENT_TYPES)

const FIELDS = s.exactly({
  id: s.TEXT,
  url: s.TEXT,
  events: { ...EVENTS, description: 'What it is told of' },
  status: { type: 'string', enum: ['enabled', 'disabled'] },
  disabled_reason: s.MAYBE_TEXT,
  failing_since: { ...s.MAYBE_TIME, description: 'The first failure since the last success' },
  created_at: s.TIME
})
const WEBHOOK = s.named('Webhook', FIELDS)
const WITH_SECRET = s.named(
  'WebhookWithSecret',
  s.exactly({
    ...FIELDS.properties,
    secret: { ...s.TEXT, description: 'whsec_…, to check signatures with; shown only here' }
  })
)

const DELIVERY = s.named(
  'WebhookDelivery',
  s.exactly({
    id: { ...s.TEXT, description: 'The event’s' },
    status: { type: 'string', enum: ['pending', 'delivered', 'failed'] },
    attempts: { type: 'integer' },
    response_status: { type: ['integer', 'null'] },
    error: s.MAYBE_TEXT,
    next_attempt_at: s.MAYBE_TIME,
    delivered_at: s.MAYBE_TIME,
    created_at: s.TIME
  })
)

export const presentWebhook = (row: WebhookRow) => ({
  id: showId('whk', row.id),
  url: row.url,
  events: [...(row.events ?? EVENT_TYPES)],
  status: row.disabledAt === null ? ('enabled' as const) : ('disabled' as const),
  disabled_reason: row.disabledBecause,
  failing_since: s.time(row.failingSince),
  created_at: row.createdAt.toISOString()
})

const withSecret = (row: WebhookRow) => ({ ...presentWebhook(row), secret: row.secret })

const presentDelivery = (row: DeliveryRow) => ({
  id: showId('evt', row.id),
  status: row.state,
  attempts: row.tries,
  response_status: row.responseStatus,
  error: row.error,
  next_attempt_at: row.state === 'pending' ? row.dueAt.toISOString() : null,
  delivered_at: s.time(row.deliveredAt),
  created_at: row.createdAt.toISOString()
})

const WISH = s.fields(
  {
    url: {
      type: 'string',
      minLength: 1,
      maxLength: 2_000,
      description: 'An address that begins with https:// and is public'
    },
    events: {
      ...EVENTS,
      minItems: 1,
      uniqueItems: true,
      maxItems: EVENT_TYPES.length,
      description: 'What it is told of; all where it is left out'
    }
  },
  ['url']
)

const OVERLAP = {
  type: ['object', 'null'],
  properties: {
    overlap_s: {
      type: 'integer',
      minimum: 0,
      maximum: 604_800,
      description:
        'For how long the old secret signs as well: seconds, up to a week; a day if left out'
    }
  },
  additionalProperties: false
} as const

const BY_DELIVERY = s.exactly({ ...s.BY_ID.properties, delivery: s.BY_ID.properties.id })

const PAGE_QUERY = s.fields(PAGE)

const DAY = 86_400
const tags = ['webhooks']
const config = { scope: 'webhooks:write' } as const

const named = (id: string): Id => found(parse('whk', id))

/** Another account's webhook is reported as not found, too. */
function found<T>(item: T | undefined): T {
  if (item === undefined) throw new AppError('not_found', 'There is no such webhook')
  return item
}

type Deps = Pick<Rooms, 'webhooks'>

export function webhooks(app: App, { webhooks: room }: Deps): void {
  app.post(
    '/webhooks',
    {
      config,
      schema: {
        tags,
        summary: 'Be told what happens',
        body: WISH,
        response: { 201: WITH_SECRET }
      }
    },
    async ({ caller, body: { url, events } }, reply) =>
      reply.code(201).send(withSecret(await room.create(caller.account, { url, events })))
  )
  app.get(
    '/webhooks',
    {
      config: { scope: 'account:read' },
      schema: {
        tags,
        summary: 'List the webhooks of the account',
        querystring: PAGE_QUERY,
        response: { 200: list(WEBHOOK) }
      }
    },
    async ({ caller, query }) =>
      presentPage(await room.list(caller.account, pageOf(query)), presentWebhook)
  )
  app.delete(
    '/webhooks/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Tell it nothing any more',
        params: s.BY_ID,
        response: { 204: { type: 'null' } }
      }
    },
    async ({ caller, params }, reply) => {
      const isGone = await room.remove(caller.account, named(params.id))
      found(isGone || undefined)
      return reply.code(204).send(null)
    }
  )
  rotation(app, room)
  deliveries(app, room)
}

function rotation(app: App, room: Deps['webhooks']): void {
  app.post(
    '/webhooks/:id/rotate',
    {
      config,
      schema: {
        tags,
        summary: 'A new secret; the old one signs beside it for a while',
        params: s.BY_ID,
        body: OVERLAP,
        response: { 200: WITH_SECRET }
      }
    },
    async ({ caller, params, body }) => {
      const overlap = body?.overlap_s ?? DAY
      return withSecret(found(await room.rotate(caller.account, named(params.id), overlap)))
    }
  )
}

function deliveries(app: App, room: Deps['webhooks']): void {
  app.post(
    '/webhooks/:id/test',
    {
      config,
      schema: {
        tags,
        summary: 'Send an event of the type webhook.test, and wait for the answer to it',
        description: 'One that was disabled and takes this is enabled again.',
        params: s.BY_ID,
        response: { 200: DELIVERY }
      }
    },
    async ({ caller, params }) =>
      presentDelivery(found(await room.test(caller.account, named(params.id))))
  )
  app.get(
    '/webhooks/:id/deliveries',
    {
      config: { scope: 'account:read' },
      schema: {
        tags,
        summary: 'List what was sent to it and what is to be, newest first',
        params: s.BY_ID,
        querystring: PAGE_QUERY,
        response: { 200: list(DELIVERY) }
      }
    },
    async ({ caller, params, query }) => {
      const page = await room.deliveries(caller.account, named(params.id), pageOf(query))
      return presentPage(found(page), presentDelivery)
    }
  )
  app.post(
    '/webhooks/:id/deliveries/:delivery/replay',
    {
      config,
      schema: {
        tags,
        summary: 'Send it once more',
        params: BY_DELIVERY,
        response: { 200: DELIVERY }
      }
    },
    async ({ caller, params }) => {
      const event = found(parse('evt', params.delivery))
      return presentDelivery(found(await room.replay(caller.account, named(params.id), event)))
    }
  )
}
