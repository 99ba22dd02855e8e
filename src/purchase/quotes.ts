// Quotes a price without moving anything; a LApp that cannot quote is asked for its invoice, which
// the quote then pins.
import { mustAllowLApp, type Allowance } from '../core/allowance.ts'
import { AppError } from '../core/errors.ts'
import { showId, type Id } from '../core/ids.ts'
import type { Msat } from '../core/msat.ts'
import type { Input } from '../lapps/contract/form-check.ts'
import type { LAppCard } from '../lapps/open-lapp.ts'
import {
  answered,
  askInvoice,
  chooseLApp,
  readInput,
  limitsOf,
  mustBeFair,
  orderOf,
  priceOf,
  totalOf
} from './ask.ts'
import type { Deps } from './deps.ts'
import type { QuoteRow } from './entity.ts'
import type { NewQuote } from './rows.ts'

export type Quote = {
  readonly id: Id
  readonly amountMsat: Msat
  readonly surchargeMsat: Msat
  readonly maxFeeMsat: Msat
  readonly totalMaxMsat: Msat
  readonly expiresAt: Date
  readonly note: string | null
}

/** The longest life of a quote; a LApp whose price does not expire says so. */
const LIFE_MS = 600_000
/** Shorter than the life of the pinned invoice: there must be time left to pay it. */
const PINNED_MARGIN_MS = 90_000

export type QuoteRequest = {
  readonly account: Id
  readonly lapp: string
  readonly input: unknown
  readonly allowance?: Allowance | undefined
}

export async function quote(request: QuoteRequest, deps: Deps): Promise<Quote> {
  const lapp = chooseLApp(deps, request.lapp)
  mustAllowLApp(request.allowance, lapp.id)
  const input = readInput(lapp, request.input)
  const id = deps.newId()
  const made = lapp.hasQuote
    ? await asked(id, lapp, input, deps)
    : await pinned(id, lapp, input, deps)
  const kept: NewQuote = { id, account: request.account, lapp: lapp.id, input, ...made }
  await deps.step('purchase.quote', () => deps.rows.keepQuote(kept))
  return { ...kept, totalMaxMsat: totalOf(kept) }
}

type Made = Omit<NewQuote, 'id' | 'account' | 'lapp' | 'input'>

async function asked(id: Id, lapp: LAppCard, input: Input, deps: Deps): Promise<Made> {
  const order = orderOf(lapp, showId('quo', id), input)
  const said = answered(
    lapp,
    await deps.step('purchase.price', () =>
      deps.lapps.ask(lapp.id, 'quote', { order }, { signal: deps.stop })
    )
  )
  const price = priceOf(lapp, said.msat, deps)
  mustBeFair(price, { quotedMsat: undefined, maxTotalMsat: undefined, ...limitsOf(lapp) })
  return {
    ...price,
    bolt11: null,
    reference: null,
    note: said.note ?? null,
    expiresAt: new Date(Math.min(said.expiresAt.getTime(), deps.clock.date().getTime() + LIFE_MS))
  }
}

async function pinned(id: Id, lapp: LAppCard, input: Input, deps: Deps): Promise<Made> {
  const asking = {
    lapp,
    orderKey: showId('quo', id),
    input,
    quotedMsat: undefined,
    maxTotalMsat: undefined
  }
  const { invoice, reference, maxFeeMsat, surchargeMsat } = await askInvoice(asking, deps)
  const life = Math.min(
    deps.clock.date().getTime() + LIFE_MS,
    invoice.expiresAt.getTime() - PINNED_MARGIN_MS
  )
  return {
    amountMsat: invoice.amountMsat,
    maxFeeMsat,
    surchargeMsat,
    bolt11: invoice.bolt11,
    reference: reference ?? null,
    note: null,
    expiresAt: new Date(life)
  }
}

/** @throws {AppError} not_found for another account's, price_too_high once it has expired. */
export async function usable(
  id: Id,
  request: { readonly account: Id; readonly lapp: string },
  deps: Deps
): Promise<QuoteRow> {
  const found = await deps.rows.quote(id)
  if (found === undefined || found.account !== request.account || found.lapp !== request.lapp) {
    throw new AppError('not_found', 'there is no such quote for this LApp')
  }
  if (found.expiresAt <= deps.clock.date()) {
    throw new AppError('price_too_high', 'the quote has run out; ask for a new one')
  }
  return found
}
