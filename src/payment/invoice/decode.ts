// Decodes what somebody wants to have paid, and checks whether it could be: moves nothing.
import { AppError } from '../../core/errors.ts'
import { MSAT_MAX, msat, type Msat } from '../../core/msat.ts'
import { NETWORKS, type Network, type ScreenInvoice } from '../../lightning/port.ts'
import { readDestination, type Payee } from '../lnurl/destination.ts'
import { CURRENCY, dateOf, readable, type Payable, askDecode } from './payable.ts'
import { ON_CHAIN } from '../lnurl/invoice-for.ts'
import type { Web } from '../lnurl/get-json.ts'
import { fetchOffer, type Service, amountFor, refuseOffer } from '../lnurl/offer.ts'
import type { Deps } from '../deps.ts'

export type Reading = {
  readonly type: 'bolt11' | 'lightning_address' | 'lnurl_pay' | 'lnurl_withdraw' | 'bip21'
  readonly amountMsat: Msat | null
  readonly minMsat: Msat | null
  readonly maxMsat: Msat | null
  readonly description: string | null
  readonly paymentHash: string | null
  readonly payee: string | null
  readonly network: Network | null
  readonly expiresAt: Date | null
  /** The maximum length of a comment; 0: none is accepted. */
  readonly commentMax: number
  readonly payable: boolean
  /** Why it cannot be paid. */
  readonly reason: string | null
}

export type DecodeDeps = Pick<Deps, 'node' | 'step'> & {
  readonly screen: ScreenInvoice
  readonly web: Web
  /** Throws an AppError saying why an invoice may not be paid. */
  readonly check: (bolt11: string, amountMsat: Msat | undefined) => Promise<Payable>
}

const NOTHING = {
  amountMsat: null,
  minMsat: null,
  maxMsat: null,
  description: null,
  paymentHash: null,
  payee: null,
  network: null,
  expiresAt: null,
  commentMax: 0,
  payable: false,
  reason: null
} as const

/**
 * @throws {AppError} `invoice_invalid` for text that cannot be parsed at all, `node_unavailable`.
 */
export async function decode(text: string, deps: DecodeDeps): Promise<Reading> {
  const read = readDestination(text)
  if (read.is === 'unreadable') throw new AppError('invoice_invalid', read.why)
  if (read.is !== 'bip21') return readPayee(read, undefined, deps)
  const link = {
    type: 'bip21',
    amountMsat: read.amountMsat ?? null,
    description: read.label ?? null
  } as const
  if (read.payee === undefined) return { ...NOTHING, ...link, reason: ON_CHAIN }
  const inner = await readPayee(read.payee, read.amountMsat, deps)
  return {
    ...inner,
    type: 'bip21',
    amountMsat: inner.amountMsat ?? link.amountMsat,
    description: inner.description ?? link.description
  }
}

const readPayee = (payee: Payee, agreed: Msat | undefined, deps: DecodeDeps): Promise<Reading> =>
  payee.is === 'bolt11'
    ? readInvoice(payee.bolt11, agreed, deps)
    : readService(payee, agreed, deps.web)

async function readInvoice(
  text: string,
  agreed: Msat | undefined,
  deps: DecodeDeps
): Promise<Reading> {
  const screened = deps.screen(text)
  if (screened.is === 'refused') {
    if (screened.code === 'invoice_wrong_network') return readForeign(text, screened.why, deps)
    throw new AppError(screened.code, screened.why)
  }
  const { amountMsat, bolt11 } = screened
  // Any amount will do to check whether an invoice without one could be paid.
  const reason = await reasonOf(deps.check(bolt11, agreed ?? amountMsat ?? msat(1)))
  return {
    ...NOTHING,
    type: 'bolt11',
    amountMsat: written(amountMsat),
    description: readable(screened.description) ?? null,
    paymentHash: screened.paymentHash,
    payee: screened.payee,
    network: screened.network,
    expiresAt: dateOf(screened.expiresAt),
    payable: reason === null,
    reason
  }
}

/** Our screen parses no other network's invoices; the node does. */
async function readForeign(text: string, reason: string, deps: DecodeDeps): Promise<Reading> {
  const decoded = await askDecode(text, deps)
  if (decoded.is === 'undecodable') throw new AppError('invoice_invalid', decoded.why)
  return {
    ...NOTHING,
    type: 'bolt11',
    amountMsat: written(decoded.amountMsat),
    description: readable(decoded.description) ?? null,
    paymentHash: decoded.paymentHash,
    payee: decoded.payee,
    network: NETWORKS.find(network => CURRENCY[network] === decoded.currency) ?? null,
    expiresAt: dateOf(decoded.createdAt + decoded.expirySeconds),
    reason
  }
}

async function readService(service: Service, agreed: Msat | undefined, web: Web): Promise<Reading> {
  const isAddress = service.is === 'lightning_address'
  const payee = isAddress ? `${service.user}@${service.domain}` : new URL(service.url).hostname
  const type = isAddress ? 'lightning_address' : 'lnurl_pay'
  try {
    const offer = await fetchOffer(service, web)
    const reason = refuseOffer(offer) ?? null
    const seen = { ...NOTHING, type, payee, payable: reason === null, reason } as const
    if (offer.is === 'other') return seen
    const { minMsat, maxMsat, description } = offer
    const commentMax = offer.is === 'pay' ? offer.commentMax : 0
    const facts = { ...seen, minMsat, maxMsat, commentMax, description: description ?? null }
    if (offer.is === 'withdraw') return { ...facts, type: 'lnurl_withdraw' }
    const amountMsat = minMsat === maxMsat ? minMsat : null
    const unfit =
      agreed === undefined ? null : await reasonOf(Promise.try(amountFor, offer, agreed))
    return {
      ...facts,
      amountMsat,
      payable: facts.payable && unfit === null,
      reason: reason ?? unfit
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { ...NOTHING, type, payee, reason: error.detail }
  }
}

/** Larger amounts than a JSON number can carry are not payable, and not shown. */
const written = (amount: Msat | undefined): Msat | null =>
  amount === undefined || amount > MSAT_MAX ? null : amount

/** What is wrong with it; an unavailable node says nothing about it. */
async function reasonOf(check: Promise<unknown>): Promise<string | null> {
  try {
    await check
    return null
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'node_unavailable') throw error
    return error.detail
  }
}
