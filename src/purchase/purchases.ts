// Buys from a LApp: gets its invoice, pays it like any other, gets the delivery. In: answers to its
// form. Out: a purchase.
import type { Id } from '../core/ids.ts'
import type { Job } from '../core/schedule.ts'
import type { Page, Paged } from '../core/page.ts'
import { aborted, withDeadline } from '../core/with-deadline.ts'
import { buy, goOn, type Agreement, type Bought, type PurchaseRequest } from './buy.ts'
import { deliveries } from './deliveries.ts'
import type { Deps } from './deps.ts'
import type { PurchaseRow } from './entity.ts'
import { quote, type Quote, type QuoteRequest } from './quotes.ts'
import { quoted, type Quoted } from './quoted.ts'
import { isOver, purchaseView, type Purchase } from './view.ts'

export type Purchases = {
  readonly quote: (request: QuoteRequest) => Promise<Quote>
  readonly buy: (
    request: PurchaseRequest
  ) => Promise<{ readonly purchase: Purchase; readonly replayed: boolean }>
  /** Places an order that was claimed but not placed. @throws {AppError} */
  readonly resume: (id: Id, agreed: Agreement) => Promise<Purchase>
  /** The request behind a purchase, whether or not it was ordered. */
  readonly wished: (
    id: Id
  ) => Promise<Pick<PurchaseRow, 'lapp' | 'input' | 'quote' | 'metadata'> | undefined>
  /**
   * The purchase once it is delivered (or paid, if the LApp delivers nothing), or as it stands
   * after `waitMs`.
   */
  readonly ended: (
    account: Id,
    id: Id,
    waitMs: number,
    signal?: AbortSignal
  ) => Promise<Purchase | undefined>
  readonly find: (account: Id, id: Id) => Promise<Purchase | undefined>
  readonly list: (account: Id, page: Page) => Promise<Paged<Purchase>>
  /** A quote of this account, and what was bought with it. */
  readonly quoted: (account: Id, quote: Id) => Promise<Quoted | undefined>
  /** A payment has ended: the delivery of what it paid for is requested. */
  readonly paid: (purchase: Id) => void
  readonly jobs: readonly Job[]
  readonly idle: () => Promise<void>
}

/** How soon a caller notices what another process brought about. */
const POLL_MS = 250

export function purchases(deps: Deps): Purchases {
  const { rows, payments, clock, stop } = deps
  const delivering = deliveries(deps)
  /**
   * Purchases of this process that are not paid yet: the payment to wait for, without asking the
   * database.
   */
  const paying = new Map<Id, Id>()

  async function show(row: PurchaseRow): Promise<Purchase | undefined> {
    if (row.payment === null) return undefined
    const payment = await payments.find(row.account, row.payment)
    return payment === undefined ? undefined : purchaseView(row, payment)
  }

  async function find(account: Id, id: Id): Promise<Purchase | undefined> {
    const row = await rows.find(id)
    return row?.account === account ? show(row) : undefined
  }

  function begun({ row, payment }: Bought): Purchase {
    if (payment.status === 'pending') paying.set(row.id, payment.id)
    return purchaseView(row, payment)
  }

  return {
    find,
    quote: request => quote(request, deps),
    quoted: async (account, id) => quoted(account, id, rows),
    wished: async id => rows.find(id),
    async resume(id, agreed) {
      return begun(await goOn(id, agreed, deps))
    },
    async buy(request) {
      const bought = await buy(request, deps)
      return { purchase: begun(bought), replayed: bought.replayed }
    },
    async ended(account, id, waitMs, signal) {
      return withDeadline(clock, waitMs, [stop, signal], async over => {
        for (;;) {
          const payment = paying.get(id) ?? (await rows.find(id))?.payment ?? undefined
          if (payment === undefined) return undefined
          await payments.over(payment, over)
          await Promise.race([delivering.underWay(id), aborted(over)])
          const purchase = await find(account, id)
          if (purchase === undefined || isOver(purchase) || over.aborted) return purchase
          await clock.sleep(POLL_MS, over)
        }
      })
    },
    async list(account, at) {
      const { data, nextCursor } = await rows.list(account, at)
      const shown = await Promise.all(data.map(show))
      return { data: shown.filter(purchase => purchase !== undefined), nextCursor }
    },
    paid(purchase) {
      paying.delete(purchase)
      delivering.paid(purchase)
    },
    jobs: delivering.jobs,
    idle: delivering.idle
  }
}
