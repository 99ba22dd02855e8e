// Reads and updates purchases and quotes in the database. None of this moves money.
import { raw, type FilterQuery } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Id } from '../core/ids.ts'
import type { Page, Paged } from '../core/page.ts'
import { batchLoad } from '../core/batch-load.ts'
import { findByIds } from '../db/by-id.ts'
import { findRow, findRows, fresh, query } from '../db/query.ts'
import { newestFirst } from '../db/newest.ts'
import { ASKING, dueDeliveries, type DueDelivery } from './due-deliveries.ts'
import { PurchaseEntity, QuoteEntity, type PurchaseRow, type QuoteRow } from './entity.ts'

export type NewQuote = Omit<QuoteRow, 'createdAt'>

export type PurchaseRows = {
  find(id: Id): Promise<PurchaseRow | undefined>
  list(account: Id, page: Page): Promise<Paged<PurchaseRow>>
  /**
   * Takes over an order whose process has died (or released it); false while another one holds it.
   */
  takeOver(id: Id): Promise<boolean>
  letGo(id: Id): Promise<void>
  refuse(id: Id, code: string, detail: string): Promise<void>
  /** Paid purchases whose delivery is due, leased to us for as long as a request may take. */
  takeDue(only: Id | undefined): Promise<readonly DueDelivery[]>
  delivered(id: Id, output: Readonly<Record<string, unknown>>): Promise<void>
  notDelivered(id: Id, reason: string): Promise<void>
  /** Without a note, the former note stays. */
  again(id: Id, afterMs: number, note?: string | null): Promise<void>
  quote(id: Id): Promise<QuoteRow | undefined>
  keepQuote(quote: NewQuote): Promise<void>
  /** The latest purchase made with it. */
  byQuote(quote: Id): Promise<PurchaseRow | undefined>
}

/** The payment's state: every ordered purchase has a payment. */
const PAID = {
  pending: `(select state from payment where id = payment) in ('held', 'sent')`,
  failed: `(select state from payment where id = payment) = 'released'`,
  paid: `delivery <> 'ready' and (select state from payment where id = payment) = 'settled'`,
  delivered: `delivery = 'ready' and (select state from payment where id = payment) = 'settled'`
}

/** All states of a payment, since each of the two indexes on the hash has some of them. */
const HASH = `payment in (select id from payment where
  (payment_hash = ? and state in ('held', 'sent', 'settled'))
  or (payment_hash = ? and state = 'released'))`

function paid({ only }: Page): readonly FilterQuery<PurchaseRow>[] {
  const { status, paymentHash } = only ?? {}
  return [
    ...(status !== undefined && status in PAID
      ? [{ [raw(PAID[status as keyof typeof PAID])]: [] }]
      : []),
    ...(paymentHash !== undefined ? [{ [raw(HASH, [paymentHash, paymentHash])]: [] }] : [])
  ]
}

export function purchaseRows(em: EntityManager): PurchaseRows {
  const write = async (sql: string, values: readonly unknown[]): Promise<void> => {
    await query(em, sql, [...values])
  }
  return {
    find: batchLoad(async ids => findByIds(em, PurchaseEntity, ids)),
    list: async (account, page) => {
      const where = { $and: [{ account, state: 'ordered' as const }, ...paid(page)] }
      return newestFirst(em, PurchaseEntity, where, page)
    },
    async takeOver(id) {
      const taken: unknown[] = await query(
        em,
        `update purchase set asked_at = now()
         where id = ? and state = 'asking'
           and asked_at not between now() - ${ASKING} and now() + ${ASKING} returning id`,
        [id]
      )
      return taken.length > 0
    },
    letGo: id =>
      write(`update purchase set asked_at = '-infinity' where id = ? and state = 'asking'`, [id]),
    refuse: (id, code, detail) =>
      write(
        `update purchase set state = 'refused', refusal_code = ?, refusal_detail = ?
         where id = ? and state = 'asking'`,
        [code, detail, id]
      ),
    ...dueDeliveries(em),
    notDelivered: (id, reason) =>
      write(
        `update purchase set delivery = 'failed', delivery_reason = ?, delivered_at = now()
         where id = ? and delivery = 'waiting'`,
        [reason, id]
      ),
    again: (id, afterMs, note) =>
      write(
        `update purchase set deliver_at = now() + ? * interval '1 millisecond',
           delivery_note = case when ? then ? else delivery_note end
         where id = ? and delivery = 'waiting'`,
        [afterMs, note !== undefined, note ?? null, id]
      ),
    quote: async id => findRow(em, QuoteEntity, { id }),
    byQuote: async quote =>
      (await findRows(em, PurchaseEntity, { quote }, { orderBy: { id: 'desc' }, limit: 1 }))[0],
    async keepQuote(quote) {
      await fresh(em).insert(QuoteEntity, { ...quote, createdAt: new Date() })
    }
  }
}
