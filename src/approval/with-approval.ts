// Wraps payments and purchases for callers with a key, which all of REST has: a request over the
// key's budget waits for the owner's approval if the key says so and somebody can be asked;
// otherwise it is refused.
import type { FilterQuery } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Allowance } from '../core/allowance.ts'
import type { Clock } from '../core/clock.ts'
import { defined } from '../core/defined.ts'
import type { Id } from '../core/ids.ts'
import type { Page, Paged } from '../core/page.ts'
import { newestFirst } from '../db/newest.ts'
import { OverBudget, type PaymentRequest } from '../payment/order.ts'
import type { Payments } from '../payment/payments.ts'
import type { Payment } from '../payment/view.ts'
import type { Purchases } from '../purchase/purchases.ts'
import type { Purchase } from '../purchase/view.ts'
import type { Approvals } from './approvals.ts'
import { ApprovalEntity, type ApprovalRow, type Wish } from './entity.ts'
import { asPayment, asPurchase, type Approvable } from './view.ts'

type Opened<Name extends string, T> = { readonly [N in Name]: T } & { readonly replayed: boolean }

export type ApprovablePayments = Pick<Payments, 'decode' | 'ended'> & {
  open(request: Parameters<Payments['open']>[0]): Promise<Opened<'payment', Approvable<Payment>>>
  find(account: Id, id: Id): Promise<Approvable<Payment> | undefined>
  cancel(account: Id, id: Id): Promise<Approvable<Payment> | undefined>
  list(account: Id, page: Page): Promise<Paged<Approvable<Payment>>>
}

export type ApprovablePurchases = Pick<Purchases, 'quote' | 'ended'> & {
  buy(request: Parameters<Purchases['buy']>[0]): Promise<Opened<'purchase', Approvable<Purchase>>>
  find(account: Id, id: Id): Promise<Approvable<Purchase> | undefined>
  list(account: Id, page: Page): Promise<Paged<Approvable<Purchase>>>
}

type Deps = {
  readonly em: EntityManager
  readonly approvals: Pick<Approvals, 'find' | 'ask' | 'withdraw'>
  readonly clock: Pick<Clock, 'date'>
}

export function paymentsWithApproval(payments: Payments, deps: Deps): ApprovablePayments {
  const look = looking(deps, 'payment', asPayment, payments)
  return {
    decode: text => payments.decode(text),
    ended: (...asked) => payments.ended(...asked),
    find: look.find,
    list: look.list,
    async open(request) {
      const { destination, amountMsat, comment } = request
      const wish = {
        destination,
        amountMsat: amountMsat === undefined ? null : String(amountMsat),
        comment: comment ?? null,
        ...limitsOf(request.allowance)
      }
      const opened = await look.begin(request, wish, async waits =>
        payments.open({ ...request, waits })
      )
      if (!('waiting' in opened)) return opened
      return { payment: opened.waiting, replayed: opened.replayed }
    },
    async cancel(account, id) {
      const cancelled = await payments.cancel(account, id)
      if (cancelled !== undefined) return cancelled
      const row = await look.row(account, id)
      if (row !== undefined) await deps.approvals.withdraw(row)
      return look.find(account, id)
    }
  }
}

export function purchasesWithApproval(purchases: Purchases, deps: Deps): ApprovablePurchases {
  const look = looking(deps, 'purchase', asPurchase, purchases)
  return {
    quote: request => purchases.quote(request),
    ended: (...asked) => purchases.ended(...asked),
    find: look.find,
    list: look.list,
    async buy(request) {
      const nothing = { destination: null, amountMsat: null, comment: null }
      const wish = { ...nothing, ...limitsOf(request.allowance) }
      const bought = await look.begin(request, wish, async waits =>
        purchases.buy({ ...request, waits })
      )
      if (!('waiting' in bought)) return bought
      return { purchase: bought.waiting, replayed: bought.replayed }
    }
  }
}

const limitsOf = (allowance: Allowance | undefined) => ({
  maxPaymentMsat: allowance?.maxPaymentMsat === undefined ? null : String(allowance.maxPaymentMsat),
  lapps: allowance?.lapps ?? null
})

/** Thrown for a repeated request that is waiting for the owner already. */
class Waits extends Error {
  readonly row: ApprovalRow

  constructor(row: ApprovalRow) {
    super('It waits for the owner')
    this.row = row
  }
}

/** What payments and purchases have in common. */
function looking<T, Own extends { readonly id: Id }>(
  { em, approvals, clock }: Deps,
  kind: ApprovalRow['kind'],
  present: (row: ApprovalRow, now: Date) => T,
  own: {
    readonly find: (account: Id, id: Id) => Promise<Own | undefined>
    readonly list: (account: Id, page: Page) => Promise<Paged<Own>>
  }
) {
  const row = async (account: Id, id: Id): Promise<ApprovalRow | undefined> => {
    const found = await approvals.find(id)
    return found?.account === account && found.kind === kind ? found : undefined
  }
  const view = (found: ApprovalRow): T => present(found, clock.date())
  async function find(account: Id, id: Id): Promise<Own | T | undefined> {
    const begun = await own.find(account, id)
    if (begun !== undefined) return begun
    const found = await row(account, id)
    return found && view(found)
  }
  return {
    row,
    find,
    /**
     * A repeat never opens what is waiting for the owner, who may have declined, whichever key of
     * the account it uses. @throws the refusal, if nobody can be asked
     */
    async begin<Begun>(
      { key, allowance }: Pick<PaymentRequest, 'key' | 'allowance'>,
      wish: Wish,
      begin: (waits: (id: Id) => Promise<void>) => Promise<Begun>
    ): Promise<Begun | { readonly waiting: Own | T; readonly replayed: boolean }> {
      const shown = async (found: ApprovalRow): Promise<Own | T> =>
        (await find(found.account, found.id)) ?? view(found)
      const waits = async (id: Id): Promise<void> => {
        const found = await approvals.find(id)
        if (found !== undefined) throw new Waits(found)
      }
      return begin(waits).catch(async (error: unknown) => {
        if (error instanceof Waits) return { waiting: await shown(error.row), replayed: true }
        const mayAsk = error instanceof OverBudget && allowance?.approval === true
        const asked = mayAsk ? await approvals.ask(error, wish, key) : undefined
        if (asked === undefined) throw error
        return { waiting: await shown(asked), replayed: false }
      })
    },
    /** Merges both lists, newest first: ids grow with time. */
    list: async (account: Id, page: Page): Promise<Paged<Own | T>> => {
      const states = statesOf(page.only?.status, clock.date())
      const none = { data: [], nextCursor: undefined }
      const waits = page.only?.status === 'pending_approval'
      const begun = waits ? none : await own.list(account, page)
      if (states === undefined) return begun
      const { paymentHash } = page.only ?? {}
      const mine = defined({ account, kind, paymentHash })
      const where: FilterQuery<ApprovalRow> = { $and: [mine, states] }
      const asked = await newestFirst(em, ApprovalEntity, where, page)
      const all = [
        ...begun.data.map(one => ({ id: one.id, shown: one })),
        ...asked.data.map(one => ({ id: one.id, shown: view(one) }))
      ].toSorted((a, b) => (a.id < b.id ? 1 : -1))
      const cut = all.slice(0, page.limit)
      const hasMore =
        all.length > cut.length || [begun, asked].some(one => one.nextCursor !== undefined)
      return {
        data: cut.map(({ shown }) => shown),
        nextCursor: hasMore ? cut.at(-1)?.id : undefined
      }
    }
  }
}

const ENDED: ApprovalRow['state'][] = ['declined', 'expired', 'failed']

/**
 * The rows behind a public status; undefined: none. An approved request is listed by its own room.
 */
function statesOf(status: string | undefined, now: Date): FilterQuery<ApprovalRow> | undefined {
  switch (status) {
    case undefined:
    case '':
      return { state: { $in: ['waiting', ...ENDED] } }
    case 'pending_approval':
      return { state: 'waiting', expiresAt: { $gt: now } } as const
    case 'failed':
      return {
        $or: [{ state: { $in: ENDED } }, { state: 'waiting', expiresAt: { $lte: now } }]
      } as const
    default:
      return undefined
  }
}
