// The rows of webhooks and of their deliveries (migration 056).
import { defineEntity, p, type InferEntity } from '@mikro-orm/core'
import type { Id } from '../core/ids.ts'
import type { EventType } from './event-log.ts'

export const WebhookRow = defineEntity({
  name: 'WebhookRow',
  tableName: 'webhook',
  properties: {
    id: p.uuid().primary().$type<Id>(),
    account: p.uuid().$type<Id>(),
    url: p.text(),
    events: p.array().strictNullable().$type<EventType[] | null>(),
    secret: p.text(),
    oldSecret: p.text().strictNullable(),
    oldUntil: p.datetime().strictNullable(),
    failingSince: p.datetime().strictNullable(),
    disabledAt: p.datetime().strictNullable(),
    disabledBecause: p.text().strictNullable(),
    createdAt: p.datetime().defaultRaw('now()')
  }
})
export type WebhookRow = InferEntity<typeof WebhookRow>

/** Its id is that of its event. */
export const DeliveryRow = defineEntity({
  name: 'DeliveryRow',
  tableName: 'webhook_delivery',
  properties: {
    webhook: p.uuid().primary().$type<Id>(),
    id: p.uuid().primary().fieldName('event').$type<Id>(),
    state: p.text().$type<'pending' | 'delivered' | 'failed'>(),
    tries: p.integer(),
    dueAt: p.datetime(),
    responseStatus: p.integer().strictNullable(),
    error: p.text().strictNullable(),
    createdAt: p.datetime(),
    deliveredAt: p.datetime().strictNullable()
  }
})
export type DeliveryRow = InferEntity<typeof DeliveryRow>
