// Checks whether an invoice may be paid: our screen and the node's decode must agree, and it must
// ask for what was agreed.
import { AppError, type ErrorCode } from '../../core/errors.ts'
import { plainLines } from '../../core/plain-text.ts'
import { MSAT_MAX, type Msat } from '../../core/msat.ts'
import { NodeRefused, NodeSilent } from '../../lightning/errors.ts'
import type { Decoded, Network, Screened, ScreenInvoice } from '../../lightning/port.ts'
import type { Deps } from '../deps.ts'

export type Payable = {
  readonly is: 'payable'
  readonly bolt11: string
  readonly paymentHash: string
  readonly payee: string
  readonly description: string | undefined
  readonly amountMsat: Msat
  readonly amountless: boolean
  readonly expiresAt: Date
}

export type Verdict =
  | Payable
  | { readonly is: 'refused'; readonly code: ErrorCode; readonly detail: string }

/**
 * Seconds that must be left before the invoice expires: enough for its turn and one attempt
 * (safe-payer.md 3.3, 1).
 */
const EXPIRY_FLOOR = 15
/** Clocks differ; an invoice from further in the future is refused. */
const FUTURE_CEILING = 600

/** The end of the year 9999: an invoice may expire later, but a date cannot be written. */
const LATEST = 253_402_300_799
export const dateOf = (seconds: number): Date => new Date(Math.min(seconds, LATEST) * 1000)

type Agreed = {
  readonly network: Network
  readonly amountMsat: Msat | undefined
  /** The seconds that must be left before the invoice expires. */
  readonly expiryFloor?: number | undefined
}

export const CURRENCY: Record<Network, string> = {
  bitcoin: 'bc',
  testnet: 'tb',
  signet: 'tbs',
  regtest: 'bcrt'
}

/**
 * @throws {AppError} with what is wrong with the invoice, or node_unavailable; nothing was held.
 */
export async function checkPayable(
  text: string,
  agreed: Agreed,
  screen: ScreenInvoice,
  deps: Pick<Deps, 'node' | 'step' | 'clock'>
): Promise<Payable> {
  const screened = screen(text)
  if (screened.is === 'refused') throw new AppError(screened.code, screened.why)
  const decoded = await askDecode(screened.bolt11, deps)
  const verdict = checkInvoice(screened, decoded, { ...agreed, now: deps.clock.date() })
  if (verdict.is === 'refused') throw new AppError(verdict.code, verdict.detail)
  return verdict
}

/** @throws {AppError} node_unavailable */
export async function askDecode(
  bolt11: string,
  { node, step }: Pick<Deps, 'node' | 'step'>
): Promise<Decoded> {
  return step('payment.decode', () => node.decode(bolt11)).catch((error: unknown) => {
    if (!(error instanceof NodeSilent || error instanceof NodeRefused)) throw error
    throw new AppError('node_unavailable', 'nothing was held; try again soon', [], error)
  })
}

/** Pure. */
export function checkInvoice(
  screened: Screened,
  decoded: Decoded,
  agreed: Agreed & { readonly now: Date }
): Verdict {
  if (screened.is === 'refused') return refused(screened.code, screened.why)
  if (decoded.is === 'undecodable') {
    return refused('invoice_invalid', `the node cannot read it: ${decoded.why}`)
  }
  if (decoded.currency !== CURRENCY[agreed.network]) {
    return refused('invoice_wrong_network', `it is not for ${agreed.network}`)
  }
  const differs = difference(screened, decoded)
  if (differs !== undefined) {
    return refused('invoice_invalid', `the node reads another ${differs} in it than we do`)
  }
  const now = agreed.now.getTime() / 1000
  const expiresAt = decoded.createdAt + decoded.expirySeconds
  if (decoded.createdAt > now + FUTURE_CEILING) {
    return refused('invoice_invalid', 'it is dated in the future')
  }
  if (expiresAt < now + (agreed.expiryFloor ?? EXPIRY_FLOOR)) {
    return refused('invoice_expired', 'it has expired or is about to; ask for a new one')
  }
  const amountMsat = decoded.amountMsat ?? agreed.amountMsat
  if (amountMsat === undefined) {
    return refused('amount_required', 'the invoice names no amount; say it in amount_msat')
  }
  if (agreed.amountMsat !== undefined && agreed.amountMsat !== amountMsat) {
    return refused('amount_mismatch', `the invoice asks for ${amountMsat} msat`)
  }
  if (amountMsat > MSAT_MAX)
    return refused('limit_exceeded', `no payment is above ${MSAT_MAX} msat`)
  return {
    is: 'payable',
    bolt11: screened.bolt11,
    paymentHash: decoded.paymentHash,
    payee: decoded.payee,
    description: readable(decoded.description),
    amountMsat,
    amountless: decoded.amountMsat === undefined,
    expiresAt: dateOf(expiresAt)
  }
}

/** BOLT 11 allows any UTF-8: sanitised for storing and showing. */
export const readable = (description: string | undefined): string | undefined =>
  description === undefined ? undefined : plainLines(description, 639)

const refused = (code: ErrorCode, detail: string): Verdict => ({ is: 'refused', code, detail })

/** The first difference between the two readings: what was approved must be what is paid. */
function difference(
  ours: Extract<Screened, { is: 'invoice' }>,
  theirs: Extract<Decoded, { is: 'invoice' }>
): string | undefined {
  if (ours.paymentHash !== theirs.paymentHash) return 'payment hash'
  if (ours.payee !== theirs.payee) return 'payee'
  if (ours.amountMsat !== theirs.amountMsat) return 'amount'
  if (ours.expiresAt !== theirs.createdAt + theirs.expirySeconds) return 'expiry'
  return theirs.hasPaymentSecret ? undefined : 'payment secret'
}
