// Makes one purchase: claims the key, asks the LApp, and places the order in the same unit that
// holds the money.
import assert from 'node:assert/strict'
import { mustAllowLApp, type Allowance } from '../core/allowance.ts'
import { AppError, type ErrorCode, ERRORS } from '../core/errors.ts'
import { showId, type Id } from '../core/ids.ts'
import { KEY_REUSED, keyInUse, replayed, type Key } from '../core/idempotency.ts'
import { metadataColumn, type Metadata } from '../core/metadata.ts'
import type { Msat } from '../core/msat.ts'
import type { Guard } from '../ledger/unit.ts'
import type { Payment } from '../payment/view.ts'
import { askInvoice, chooseLApp, readInput, offer, type Asking, type Offer } from './ask.ts'
import type { Deps } from './deps.ts'
import { UNORDERED, type PurchaseRow, type QuoteRow } from './entity.ts'
import { usable } from './quotes.ts'

export type PurchaseRequest = {
  readonly account: Id
  readonly key: Key
  readonly lapp: string
  /** Exactly one of input and quote is given. */
  readonly input: unknown
  readonly quote: Id | undefined
  readonly maxTotalMsat: Msat | undefined
  readonly metadata?: Metadata | undefined
  readonly allowance?: Allowance | undefined
  /** Called before a claimed order is taken up: throws if the order must wait. */
  readonly waits?: ((id: Id) => Promise<void>) | undefined
}

export type Bought = { readonly row: PurchaseRow; readonly payment: Payment }

/** How long a repeat waits for the first request to open the purchase. */
const IN_USE_MS = 10_000
const POLL_MS = 100

/** The ordered row. @throws {AppError} whatever is thrown, nothing is held. */
export async function buy(
  request: PurchaseRequest,
  deps: Deps
): Promise<Bought & { readonly replayed: boolean }> {
  // The claim itself tells a repeat from a first request, which spares the first one a look-up.
  const row = await claim(request, deps).catch((error: unknown) => {
    if (error instanceof AppError && error.code !== 'internal') return error
    throw error
  })
  if (row !== undefined && !(row instanceof AppError)) {
    return { ...(await order(row, request.allowance, deps)), replayed: false }
  }
  const before = await claimed(request.key, deps)
  if (before !== undefined) return { ...(await takeUp(before, request, deps)), replayed: true }
  throw row ?? keyInUse()
}

async function claimed(key: Key, deps: Deps): Promise<Id | undefined> {
  const found = await deps.findClaim(key)
  return found && replayed(found, key)
}

/**
 * A LApp may remember an order for ever, so the request to it is written down first. undefined: the
 * key was taken meanwhile.
 */
async function claim(request: PurchaseRequest, deps: Deps): Promise<PurchaseRow | undefined> {
  const frozen = await deps.frozen()
  if (frozen !== undefined) throw new AppError('frozen', `Nothing was held: ${frozen}`)
  const lapp = chooseLApp(deps, request.lapp)
  mustAllowLApp(request.allowance, lapp.id)
  const quote = request.quote === undefined ? undefined : await usable(request.quote, request, deps)
  const input = quote?.input ?? readInput(lapp, request.input)
  const createdAt = deps.clock.date()
  const id = deps.newId()
  const row: PurchaseRow = {
    ...UNORDERED,
    id,
    account: request.account,
    lapp: lapp.id,
    lappVersion: lapp.manifest.version,
    // A pinned invoice belongs to the order for which the quote was requested.
    orderKey: pinned(quote) ? showId('quo', quote.id) : showId('pur', id),
    input,
    metadata: request.metadata ?? null,
    maxTotalMsat: request.maxTotalMsat ?? null,
    quote: quote?.id ?? null,
    delivery: lapp.delivers ? 'waiting' : 'none',
    askedAt: createdAt,
    createdAt
  }
  const verdict = await deps.step('purchase.claim', () =>
    deps.commit({
      entries: [],
      guards: [{ table: 'purchase', id, from: null, set: columns(row) }],
      claims: [{ is: 'idempotency', ...request.key, account: request.account, resource: id }]
    })
  )
  if (verdict.is === 'committed') return row
  if (verdict.why.is === 'key_taken') return undefined
  throw new AppError('internal', 'the ledger refused the claim; nothing was held', [], verdict.why)
}

const columns = (row: PurchaseRow): Guard['set'] => ({
  account: row.account,
  lapp: row.lapp,
  lapp_version: row.lappVersion,
  state: row.state,
  order_key: row.orderKey,
  input: JSON.stringify(row.input),
  metadata: metadataColumn(row.metadata ?? undefined),
  max_total_msat: row.maxTotalMsat,
  quote: row.quote,
  delivery: row.delivery,
  // By the database's clock: a process that takes over from a dead one counts from here.
  asked_at: 'now',
  created_at: row.createdAt
})

/**
 * Places an order that was claimed before and then released, on terms agreed since. Idempotent.
 * @throws {AppError}
 */
export async function goOn(
  id: Id,
  { maxTotalMsat, allowance, also }: Agreement,
  deps: Deps
): Promise<Bought> {
  const row = await deps.rows.find(id)
  if (row?.state === 'ordered') return paidBy(row, deps)
  if (row?.state === 'refused') throw refusalOf(row)
  if (row === undefined || !(await deps.rows.takeOver(id))) throw keyInUse()
  return order({ ...row, maxTotalMsat }, allowance, deps, also)
}

export type Agreement = {
  /** The highest total, including fee ceiling and surcharge. */
  readonly maxTotalMsat: Msat
  readonly allowance: Allowance
  /** Rows that change together with the hold. */
  readonly also: readonly Guard[]
}

/** A repeat of the same request: its result, or the same order, taken over from a dead process. */
async function takeUp(
  id: Id,
  { allowance, waits }: Pick<PurchaseRequest, 'allowance' | 'waits'>,
  deps: Deps
): Promise<Bought> {
  const until = deps.clock.now() + IN_USE_MS
  for (;;) {
    const row = await deps.rows.find(id)
    if (row === undefined) throw new AppError('idempotency_key_reused', KEY_REUSED)
    switch (row.state) {
      case 'ordered':
        return paidBy(row, deps)
      case 'refused':
        throw refusalOf(row)
      case 'asking':
        await waits?.(id)
        if (await deps.rows.takeOver(id)) return order(row, allowance, deps)
        break
      default:
        row.state satisfies never
    }
    if (deps.clock.now() > until) throw keyInUse()
    await deps.clock.sleep(POLL_MS, deps.stop)
  }
}

export const refusalOf = ({ refusalCode, refusalDetail }: PurchaseRow): AppError =>
  new AppError(codeOf(refusalCode), refusalDetail ?? '')

const codeOf = (text: string | null): ErrorCode =>
  text !== null && text in ERRORS ? (text as ErrorCode) : 'lapp_refused'

/** An order together with its payment. */
async function paidBy(row: PurchaseRow, { payments }: Deps): Promise<Bought> {
  const payment = row.payment === null ? undefined : await payments.find(row.account, row.payment)
  if (payment === undefined) throw new AppError('internal', 'the order has no payment')
  return { row, payment }
}

async function order(
  row: PurchaseRow,
  allowance: Allowance | undefined,
  deps: Deps,
  also: readonly Guard[] = []
): Promise<Bought> {
  try {
    return await hold(row, { ...(await offerFor(row, deps)), allowance, also }, deps)
  } catch (error) {
    if (error instanceof AppError && error.code === 'lapp_refused') {
      // A refusal of the LApp is final for this key; after any other failure the key may be tried
      // again.
      await deps.step('purchase.refusal', () => deps.rows.refuse(row.id, error.code, error.detail))
    } else {
      await deps.rows.letGo(row.id)
    }
    throw error
  }
}

async function offerFor(row: PurchaseRow, deps: Deps): Promise<Offer> {
  const lapp = chooseLApp(deps, row.lapp)
  const quote = row.quote === null ? undefined : await deps.rows.quote(row.quote)
  const asking: Asking = {
    lapp,
    orderKey: row.orderKey,
    input: row.input,
    quotedMsat: quote?.amountMsat,
    maxTotalMsat: row.maxTotalMsat ?? undefined
  }
  return pinned(quote)
    ? offer(asking, quote.bolt11, quote.reference ?? undefined, deps)
    : askInvoice(asking, deps)
}

/** The order and the hold are one unit: neither exists without the other. */
async function hold(
  row: PurchaseRow,
  {
    also,
    ...offered
  }: Offer & { readonly allowance: Allowance | undefined; readonly also: readonly Guard[] },
  deps: Deps
): Promise<Bought> {
  const id = deps.newId()
  const reference = offered.reference ?? null
  const set = { state: 'ordered', payment: id, reference, deliver_at: 'now' }
  const opened = await deps.payments.order({
    id,
    account: row.account,
    ...offered,
    comment: undefined,
    purchase: row.id,
    holds: deps.lapps.find(row.lapp)?.manifest.holds === true,
    key: undefined,
    also: [{ table: 'purchase', id: row.id, from: 'asking', set }, ...also]
  })
  assert(opened.is === 'opened', 'a payment without a key of its own cannot find it taken')
  return { row: { ...row, state: 'ordered', payment: id, reference }, payment: opened.payment }
}

const pinned = (quote: QuoteRow | undefined): quote is QuoteRow & { readonly bolt11: string } =>
  quote !== undefined && quote.bolt11 !== null
