// Sells to callers without an account: first an invoice of our node, then the purchase in exchange
// for the proof of payment.
import type { EntityManager } from '@mikro-orm/postgresql'
import { hash } from 'node:crypto'
import type { Accounts } from '../account/accounts.ts'
import type { Clock } from '../core/clock.ts'
import { AppError, ERRORS } from '../core/errors.ts'
import { KEY_REUSED, keyOf, type Key } from '../core/idempotency.ts'
import type { Id } from '../core/ids.ts'
import { msat, type Msat } from '../core/msat.ts'
import { query } from '../db/query.ts'
import { transaction } from '../db/transaction.ts'
import type { Deposits } from '../deposit/deposits.ts'
import type { Purchases } from '../purchase/purchases.ts'
import type { Purchase } from '../purchase/view.ts'
import { orders, type Order } from './orders.ts'
import { newToken } from './token.ts'

export type Wish = { readonly lapp: string; readonly input: Readonly<Record<string, unknown>> }
export type Proof = { readonly token: string; readonly preimage: string }
export type Offered = {
  readonly token: string
  readonly bolt11: string
  readonly paymentHash: string
  readonly amountMsat: Msat
  readonly expiresAt: Date
}
export type Redeemed = {
  readonly order: Pick<Order, 'lapp' | 'paymentHash' | 'amountMsat'>
  /** undefined if nothing was bought, and nothing will be. */
  readonly purchase: Purchase | undefined
  readonly refused: AppError | undefined
  readonly replayed: boolean
}

export type Stand = {
  readonly order: Order
  readonly isPaid: boolean
  /** Set once it is paid. */
  readonly bought: Redeemed | undefined
}

export type Paid = {
  /** @throws {AppError} the errors of quotes and deposits, and `rate_limited` */
  readonly offer: (wish: Wish, address: string) => Promise<Offered>
  /**
   * The same result for the same proof, however often; undefined where it has bought something else
   * already, as with clients that send a proof again for whatever they want next: it is sold anew.
   * @throws {AppError} `unauthenticated` …
   */
  readonly redeem: (
    wish: Wish,
    proof: Proof,
    wait: { readonly waitMs: number; readonly signal: AbortSignal }
  ) => Promise<Redeemed | undefined>
  /**
   * The order's present state, for our own pages, whose browser keeps the token: once it is paid
   * the purchase is made, since our node has seen the payment, whoever knows the preimage.
   */
  readonly stand: (token: string) => Promise<Stand | undefined>
  /** For the schedule: deletes unpaid orders. */
  readonly prune: () => Promise<void>
}

type Deps = {
  readonly em: EntityManager
  readonly accounts: Pick<Accounts, 'open'>
  readonly deposits: Pick<Deposits, 'open' | 'find'>
  readonly purchases: Pick<Purchases, 'quote' | 'buy' | 'ended' | 'find'>
  /** Why outgoing payments are frozen, if they are. */
  readonly frozen: () => Promise<string | undefined>
  readonly random: (bytes: number) => Buffer
  readonly clock: Clock
}

/** How much longer a quote lives than its invoice: the proof comes after the payment. */
const MARGIN_MS = 60_000
/** The least time to pay, even if the price does not hold that long: then it is quoted again. */
const LEAST_MS = 120_000
/** How long a payment may take from the node to the ledger. */
const SEEN_WITHIN_MS = 10_000
const LOOK_MS = 100

export function paid(deps: Deps): Paid {
  const { em, deposits, purchases, clock } = deps
  const kept = orders(em)
  const till = tillOf(deps)

  async function open(id: Id, wish: Wish): Promise<Offered> {
    const account = await till()
    const quote = await purchases.quote({ account, ...wish })
    const holds = quote.expiresAt.getTime() - clock.date().getTime() - MARGIN_MS
    const life = Math.max(holds, LEAST_MS)
    // Whole sats, which every wallet can pay.
    const amountMsat = msat(((quote.totalMaxMsat + 999n) / 1_000n) * 1_000n)
    const { deposit } = await deposits.open({
      account,
      amountMsat,
      memo: `${wish.lapp}, paid by the call`,
      key: keyOf(account, `offer ${id}`, { method: 'POST', path: '/paid', body: null }),
      expiresInSeconds: Math.floor(life / 1_000)
    })
    const { bolt11, paymentHash, expiresAt } = deposit
    if (bolt11 === null || paymentHash === null || expiresAt === null)
      throw new AppError('node_unavailable', 'There is no invoice; ask again')
    const token = newToken(deps.random, paymentHash)
    const offered = { bolt11, paymentHash, amountMsat, expiresAt }
    const { id: quoteId, expiresAt: quoteUntil } = quote
    await kept.offer({ id, quote: quoteId, quoteUntil, deposit: deposit.id, ...offered }, token)
    return { ...offered, token }
  }

  async function settled(order: Order, signal: AbortSignal): Promise<void> {
    const account = await till()
    for (let left = SEEN_WITHIN_MS; left > 0 && !signal.aborted; left -= LOOK_MS) {
      if ((await deposits.find(account, order.deposit))?.status === 'settled') return
      await clock.sleep(LOOK_MS, signal)
    }
    throw new AppError(
      'not_ready',
      'The payment is not in the books yet; come again with the proof'
    )
  }

  async function buy(order: Order): Promise<{ purchase: Purchase; replayed: boolean }> {
    const account = await till()
    const { lapp, input, amountMsat, paymentHash } = order
    // Uses the paid quote while it holds; later asks for the price again, which must not be higher.
    const holds = order.quoteUntil > clock.date()
    const bought = await purchases.buy({
      account,
      lapp,
      key: keyOfProof(account, order),
      maxTotalMsat: amountMsat,
      quote: holds ? order.quote : undefined,
      input: holds ? undefined : input,
      metadata: { paid_by: paymentHash }
    })
    await kept.bought(order.id, bought.purchase.id)
    return bought
  }

  async function boughtBy(order: Order): Promise<Redeemed> {
    const before =
      order.purchase === null ? undefined : await purchases.find(await till(), order.purchase)
    if (before !== undefined) return { order, purchase: before, refused: undefined, replayed: true }
    const bought = await buy(order).catch(finalOnly)
    return bought instanceof AppError
      ? { order, purchase: undefined, refused: bought, replayed: false }
      : { order, ...bought, refused: undefined }
  }

  return {
    async offer(wish, address) {
      const why = await deps.frozen()
      if (why !== undefined) throw new AppError('frozen', `Nothing is sold now: ${why}`)
      const id = await kept.reserve({ ...wish, fingerprint: fingerprintOf(wish), address })
      try {
        return await open(id, wish)
      } catch (error) {
        await kept.forget(id)
        throw error
      }
    },
    async redeem(wish, { token, preimage }, { waitMs, signal }) {
      const order = await kept.find(token)
      if (order === undefined || hashOf(preimage) !== order.paymentHash)
        throw new AppError('unauthenticated', 'This is no proof of a payment for this')
      const isAnother = order.fingerprint !== fingerprintOf(wish)
      if (isAnother && order.purchase !== null) return undefined
      if (isAnother)
        throw new AppError(
          'idempotency_key_reused',
          `The proof was paid for another request: ${KEY_REUSED}`
        )
      await settled(order, signal)
      const bought = await buy(order).catch(finalOnly)
      if (bought instanceof AppError)
        return { order, purchase: undefined, refused: bought, replayed: false }
      const { purchase, replayed } = bought
      const account = await till()
      const ended = await purchases
        .ended(account, purchase.id, waitMs, signal)
        .catch(() => undefined)
      return { order, purchase: ended ?? purchase, refused: undefined, replayed }
    },
    async stand(token) {
      const order = await kept.find(token)
      if (order === undefined) return undefined
      const account = await till()
      const isPaid = (await deposits.find(account, order.deposit))?.status === 'settled'
      return { order, isPaid, bought: isPaid ? await boughtBy(order) : undefined }
    },
    prune: kept.prune
  }
}

/** Transient errors are passed on as they are: the same proof can be used again. */
function finalOnly(error: unknown): AppError {
  if (error instanceof AppError && !ERRORS[error.code].transient) return error
  throw error
}

const hashOf = (preimage: string): string => hash('sha256', Buffer.from(preimage, 'hex'), 'hex')

const requestOf = ({ lapp, input }: Wish) => ({
  method: 'POST',
  path: `/paid/${lapp}`,
  body: input
})
const fingerprintOf = (wish: Wish): Id => keyOf('', '', requestOf(wish)).fingerprint

/** The proof serves as the idempotency key: it buys once. */
const keyOfProof = (account: Id, order: Order): Key =>
  keyOf(account, `proof ${order.paymentHash}`, requestOf(order))

/** The account behind these sales, created once for all gateways of the database. */
function tillOf({ em, accounts }: Deps): () => Promise<Id> {
  let known: Promise<Id> | undefined
  const find = async (): Promise<Id | undefined> =>
    (await query<{ account: Id }>(em, 'select account from paid_till'))[0]?.account
  const make = async (): Promise<Id> =>
    (await find()) ??
    transaction(em, async inside => {
      await inside.execute(`select pg_advisory_xact_lock(hashtext('paid till'))`)
      const before = await find()
      if (before !== undefined) return before
      const { id } = await accounts.open({ name: 'paid endpoints', parent: undefined })
      await inside.execute('insert into paid_till (account) values (?)', [id], 'run')
      return id
    })
  return async () => {
    known ??= make().catch((error: unknown) => {
      known = undefined
      throw error
    })
    return known
  }
}
