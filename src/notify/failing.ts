// Lists webhooks that fail or are disabled, for operators.
import type { EntityManager } from '@mikro-orm/postgresql'
import { findRows } from '../db/query.ts'
import { WebhookRow } from './entity.ts'

/** The hundred newest. */
export const failingWebhooks = async (em: EntityManager): Promise<readonly WebhookRow[]> =>
  findRows(
    em,
    WebhookRow,
    { $or: [{ failingSince: { $ne: null } }, { disabledAt: { $ne: null } }] },
    { orderBy: { id: 'desc' }, limit: 100 }
  )
