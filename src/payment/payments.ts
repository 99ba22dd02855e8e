// The payer: pays one BOLT11 from one balance and never guesses. In: a request with its idempotency
// key. Out: a payment that ends as the node's own evidence says (safe-payer.md).
import assert from 'node:assert/strict'
import { aboveCeiling, isAllowed } from '../core/allowance.ts'
import { AppError } from '../core/errors.ts'
import type { Id } from '../core/ids.ts'
import { keyInUse, replayed, type Key, type Used } from '../core/idempotency.ts'
import { add, type Msat } from '../core/msat.ts'
import { plainLines } from '../core/plain-text.ts'
import type { Page, Paged } from '../core/page.ts'
import type { Job } from '../core/schedule.ts'
import { withDeadline } from '../core/with-deadline.ts'
import type { Network, ScreenInvoice } from '../lightning/port.ts'
import { cancel } from './dispatch/release-unsent.ts'
import { derivedDeps, type Given } from './deps.ts'
import { decode, type Reading } from './invoice/decode.ts'
import { defaultMaxFee } from './fee.ts'
import { readDestination } from './lnurl/destination.ts'
import { invoiceFor, type InvoiceFor } from './lnurl/invoice-for.ts'
import type { Web } from './lnurl/get-json.ts'
import { opening, takenError, refusalError, rowOf, refuseOverCap } from './open.ts'
import { checkPayable } from './invoice/payable.ts'
import { inFlight } from './in-flight.ts'
import { paymentView, type Payment } from './view.ts'
import type { PaymentRequest, PaymentOrder } from './order.ts'

export type Payments = {
  /** @throws {AppError} whatever is thrown, nothing is held. */
  open(request: PaymentRequest): Promise<{ readonly payment: Payment; readonly replayed: boolean }>
  /** The same under an id that a key was claimed for already: begins it once. @throws {AppError} */
  resume(id: Id, request: Omit<PaymentRequest, 'key'>): Promise<Payment>
  /**
   * Asks the payee's service for its invoice and pays nothing: for callers that want to know
   * beforehand what will be shown after payment (`successAction`). @throws {AppError}
   */
  prepare(
    request: Pick<PaymentRequest, 'destination' | 'amountMsat' | 'comment'>
  ): Promise<InvoiceFor>
  /** Opens a payment whose invoice was checked already: used by purchases. */
  order(
    order: PaymentOrder
  ): Promise<{ readonly is: 'opened'; readonly payment: Payment } | { readonly is: 'key_taken' }>
  payable: (
    text: string,
    amountMsat: Msat | undefined,
    expiryFloor?: number
  ) => ReturnType<typeof checkPayable>
  /** Decodes what somebody wants to have paid; @throws {AppError} if it cannot be parsed. */
  decode(text: string): Promise<Reading>
  /** Resolves once the payment has ended, in any process, or the signal aborts. */
  readonly over: (id: Id, over: AbortSignal) => Promise<void>
  /** The payment once it has ended, or as it stands after `waitMs`. */
  ended(account: Id, id: Id, waitMs: number, signal?: AbortSignal): Promise<Payment | undefined>
  find(account: Id, id: Id): Promise<Payment | undefined>
  /**
   * Releases a payment that is still held; one that has ended stays as it is.
   * @throws {AppError} being_paid once it was sent, node_unavailable while the node does not answer
   */
  cancel(account: Id, id: Id): Promise<Payment | undefined>
  list(account: Id, page: Page): Promise<Paged<Payment>>
  /** Takes up what an earlier process left unfinished. */
  recover(): Promise<void>
  /** The room's jobs, which run as long as the process does. */
  readonly jobs: readonly Job[]
  /** Resolves when none of our payments is in progress; abort `deps.stop` first. */
  idle(): Promise<void>
}

/** What an idempotency key was used for before, if anything. */
export type FindClaim = (key: Key) => Promise<Used | undefined>

export function payments(
  given: Given & {
    readonly network: Network
    readonly screen: ScreenInvoice
    readonly findClaim: FindClaim
    readonly web: Web
  }
): Payments {
  const deps = { ...given, ...derivedDeps(given) }
  const { start, ended, ...besideCallers } = inFlight(deps)
  const { rows } = deps

  async function find(account: Id, id: Id): Promise<Payment | undefined> {
    const row = await rows.find(id)
    return row?.account === account ? paymentView(row) : undefined
  }

  async function replay({
    key,
    waits
  }: Pick<PaymentRequest, 'key' | 'waits'>): Promise<Payment | undefined> {
    const claim = await deps.findClaim(key)
    if (claim === undefined) return undefined
    const id = replayed(claim, key)
    const row = await rows.find(id)
    if (row === undefined) await waits?.(id)
    return row && paymentView(row)
  }

  /**
   * Would be refused by the claim of the hash as well; this covers an invoice that has expired
   * since, and gives readers the reason.
   */
  async function refuseTaken(text: string): Promise<void> {
    const screened = deps.screen(text)
    const taken = screened.is === 'invoice' && (await rows.byHash(screened.paymentHash))
    if (taken) throw takenError(taken.state)
  }

  const check: Payments['payable'] = async (text, amountMsat, expiryFloor) => {
    const agreed = { network: deps.network, amountMsat, expiryFloor }
    return checkPayable(text, agreed, deps.screen, deps).catch(async (error: unknown) => {
      if (error instanceof AppError && error.code === 'invoice_expired') await refuseTaken(text)
      throw error
    })
  }

  /** That it was paid, or is being paid, takes precedence over what the key may not do. */
  async function refuseAboveCeiling(order: PaymentOrder): Promise<void> {
    const { allowance, invoice, surchargeMsat } = order
    const amountMsat = add(invoice.amountMsat, surchargeMsat)
    if (isAllowed(allowance, amountMsat)) return
    await refuseTaken(invoice.bolt11)
    throw new AppError('limit_exceeded', aboveCeiling(allowance, amountMsat))
  }

  async function refuseWhenFrozen(): Promise<void> {
    const why = await deps.frozen()
    if (why !== undefined) throw new AppError('frozen', `Nothing was held: ${why}`)
  }

  const order: Payments['order'] = async order => {
    await refuseWhenFrozen()
    await refuseAboveCeiling(order)
    await refuseOverCap(order, deps)
    const row = rowOf(order, deps.clock.date())
    const unit = opening(order, row, deps.turns.caps, deps.newId)
    const verdict = await deps.step('payment.hold', () => deps.commit(unit))
    if (verdict.is === 'committed') {
      start(row)
      return { is: 'opened', payment: paymentView(row) }
    }
    if (verdict.why.is === 'key_taken') return { is: 'key_taken' }
    throw refusalError(verdict.why, order)
  }

  const prepare: Payments['prepare'] = async ({ destination: pasted, amountMsat, comment }) => {
    const destination = readDestination(pasted)
    return invoiceFor({ destination, amountMsat, comment: cleaned(comment) }, deps)
  }

  async function begin(
    id: Id,
    request: Omit<PaymentRequest, 'key'>,
    key: Key | undefined
  ): ReturnType<typeof order> {
    await refuseWhenFrozen()
    const prepared = request.prepared ?? (await prepare(request))
    const { bolt11, amountMsat, description, successAction } = prepared
    const invoice = await check(bolt11, amountMsat)
    return order({
      id,
      account: request.account,
      invoice: { ...invoice, description: invoice.description ?? description },
      maxFeeMsat: request.maxFeeMsat ?? defaultMaxFee(invoice.amountMsat),
      surchargeMsat: 0n as Msat,
      comment: cleaned(request.comment),
      successAction,
      metadata: request.metadata,
      purchase: undefined,
      holds: false,
      key,
      allowance: request.allowance,
      also: request.also ?? []
    })
  }

  return {
    find,
    async resume(id, request) {
      const row = await rows.find(id)
      if (row !== undefined) return paymentView(row)
      const opened = await begin(id, request, undefined)
      assert(opened.is === 'opened', 'a payment without a key of its own cannot find it taken')
      return opened.payment
    },
    async cancel(account, id) {
      const row = await rows.find(id)
      if (row?.account !== account || row.purchase !== null) return undefined
      return paymentView(await cancel(row, deps))
    },
    order,
    prepare,
    payable: check,
    decode: text =>
      decode(text, {
        ...deps,
        async check(bolt11, amountMsat) {
          await refuseTaken(bolt11)
          return check(bolt11, amountMsat)
        }
      }),
    async open(request) {
      const before = await replay(request)
      if (before !== undefined) return { payment: before, replayed: true }
      const opened = await begin(deps.newId(), request, request.key)
      if (opened.is === 'opened') return { payment: opened.payment, replayed: false }
      const payment = await replay(request)
      if (payment === undefined) throw keyInUse()
      return { payment, replayed: true }
    },
    over: ended,
    async ended(account, id, waitMs, signal) {
      await withDeadline(deps.clock, waitMs, [deps.stop, signal], over => ended(id, over))
      return find(account, id)
    },
    async list(account, at) {
      const { data, nextCursor } = await rows.list(account, at)
      return { data: data.map(paymentView), nextCursor }
    },
    ...besideCallers
  }
}

const cleaned = (comment: string | undefined): string | undefined =>
  comment === undefined ? undefined : plainLines(comment, 639)
