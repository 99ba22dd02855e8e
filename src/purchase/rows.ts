// Purchases and quotes as they stand in the database. None of these writes moves money.
import type { EntityManager } from '@mikro-orm/postgresql'
import { newId, type Id } from '../core/ids.ts'
import { msat } from '../core/msat.ts'
import { idCursor, page, type Page, type Paged } from '../core/page.ts'
import type { Order, Paid } from '../lapps/define.ts'
import type { Input } from '../lapps/form-check.ts'
import { PurchaseEntity, QuoteEntity, type PurchaseRow, type QuoteRow } from './entity.ts'

export type NewQuote = Omit<QuoteRow, 'createdAt'>

export type Rows = {
  find(id: Id): Promise<PurchaseRow | undefined>
  byPayment(payment: Id): Promise<PurchaseRow | undefined>
  list(account: Id, page: Page): Promise<Paged<PurchaseRow>>
  /** Takes an order over whose asker has died (or let go); false while somebody holds it. */
  takeOver(id: Id): Promise<boolean>
  letGo(id: Id): Promise<void>
  refuse(id: Id, code: string, detail: string): Promise<void>
  /** Paid purchases whose delivery is due, leased to us for as long as asking may take. */
  takeDue(only: Id | undefined): Promise<readonly Due[]>
  delivered(id: Id, output: Readonly<Record<string, unknown>>): Promise<void>
  notDelivered(id: Id, reason: string): Promise<void>
  again(id: Id, afterMs: number): Promise<void>
  quote(id: Id): Promise<QuoteRow | undefined>
  keepQuote(quote: NewQuote): Promise<void>
}

export type Due = {
  readonly id: Id
  readonly lapp: string
  readonly order: Order<Input>
  readonly paid: Paid
  /** How often it was asked for, this time included. */
  readonly tries: number
  readonly sincePaidMs: number
}

type Taken = {
  readonly id: Id
  readonly lapp: string
  readonly order_key: string
  readonly input: Input
  readonly reference: string | null
  readonly delivery_tries: number
  readonly amount_msat: string
  readonly bolt11: string
  readonly preimage: string
  readonly since: string
}

const toDue = (row: Taken): Due => ({
  id: row.id,
  lapp: row.lapp,
  order: {
    key: row.order_key,
    input: row.input,
    msatMax: msat(BigInt(row.amount_msat)),
    locale: 'en'
  },
  paid: {
    bolt11: row.bolt11,
    preimage: row.preimage,
    reference: row.reference ?? undefined
  },
  tries: row.delivery_tries,
  sincePaidMs: Number(row.since)
})

/** Longer than a LApp may take to answer, so that nobody asks twice at once. */
const ASKING = `interval '20 seconds'`

export function rows(fork: () => EntityManager): Rows {
  const write = async (sql: string, values: readonly unknown[]): Promise<void> => {
    await fork().execute(sql, [...values])
  }
  return {
    find: async id => (await fork().findOne(PurchaseEntity, { id })) ?? undefined,
    byPayment: async payment => (await fork().findOne(PurchaseEntity, { payment })) ?? undefined,
    async list(account, { limit, cursor }) {
      const after = cursor === undefined ? {} : { id: { $lt: idCursor(cursor) } }
      const found = await fork().find(
        PurchaseEntity,
        { account, state: 'ordered', ...after },
        { orderBy: { id: 'desc' }, limit: limit + 1 }
      )
      return page(found, limit, last => last.id)
    },
    async takeOver(id) {
      const taken: unknown[] = await fork().execute(
        `update purchase set asked_at = now()
         where id = ? and state = 'asking' and asked_at < now() - ${ASKING} returning id`,
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
    async takeDue(only) {
      const due: Taken[] = await fork().execute(
        `update purchase set deliver_at = now() + ${ASKING}, delivery_tries = delivery_tries + 1
         from payment where payment.id = purchase.payment and purchase.id in (
           select b.id from purchase b join payment p on p.id = b.payment
           where b.state = 'ordered' and b.delivery = 'waiting' and p.state = 'settled'
             and b.deliver_at <= now() ${only === undefined ? '' : 'and b.id = ?'}
           for no key update of b skip locked limit 100)
         returning purchase.id, purchase.lapp, purchase.order_key, purchase.input,
           purchase.reference, purchase.delivery_tries, payment.amount_msat::text, payment.bolt11,
           payment.preimage,
           floor(extract(epoch from now() - payment.finished_at) * 1000)::text as since`,
        only === undefined ? [] : [only]
      )
      return due.map(toDue)
    },
    delivered: (id, output) =>
      write(
        `with delivered as (
           update purchase set delivery = 'ready', output = ?::jsonb, delivered_at = now()
           where id = ? and delivery = 'waiting' returning id, account)
         insert into outbox (id, account, type, subject)
         select ?, d.account, 'purchase.delivered', d.id from delivered d
         where exists (select from identity i where i.account = d.account)`,
        [JSON.stringify(output), id, newId()]
      ),
    notDelivered: (id, reason) =>
      write(
        `update purchase set delivery = 'failed', delivery_reason = ?, delivered_at = now()
         where id = ? and delivery = 'waiting'`,
        [reason, id]
      ),
    again: (id, afterMs) =>
      write(
        `update purchase set deliver_at = now() + ? * interval '1 millisecond'
         where id = ? and delivery = 'waiting'`,
        [afterMs, id]
      ),
    quote: async id => (await fork().findOne(QuoteEntity, { id })) ?? undefined,
    async keepQuote(quote) {
      await fork().insert(QuoteEntity, { ...quote, createdAt: new Date() })
    }
  }
}
