// The order that `record` and `try` place for an author, and the check of the invoice for it.
import { AppError } from '../../core/errors.ts'
import { msat } from '../../core/msat.ts'
import type { Order } from '../../lapps/contract/define.ts'
import type { Input } from '../../lapps/contract/form-check.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import { fillIn, type Terminal } from './ask.ts'
import { checkInvoiceAlone } from './check-invoice-alone.ts'

/** The answers to the form: those given, or asked for in the terminal. */
export const answersTo = async (card: LAppCard, given: unknown, terminal: Terminal) =>
  given ?? (await fillIn(card.input, card.manifest.examples[0] ?? {}, terminal))

/** @throws {AppError} invalid_request that says what is wrong with the answers */
export function orderOf(card: LAppCard, key: string, answers: unknown): Order<Input> {
  const read = card.read(answers)
  if (read.is === 'invalid') throw new AppError('invalid_request', read.error.detail)
  return { key, input: read.input, msatMax: msat(card.manifest.limits.msatMax), locale: 'en' }
}

export const verdictOn = ({ manifest: { limits } }: LAppCard, bolt11: string, now: Date) =>
  checkInvoiceAlone(bolt11, {
    network: networkOf(bolt11),
    now,
    quotedMsat: msat(limits.msatMax),
    expiryMin: limits.expiryMin
  })

const NETWORKS = { lnbcrt: 'regtest', lntbs: 'signet', lntb: 'testnet' } as const

export function networkOf(bolt11 = 'lnbcrt'): 'bitcoin' | 'regtest' | 'signet' | 'testnet' {
  const found = Object.entries(NETWORKS).find(([prefix]) => bolt11.toLowerCase().startsWith(prefix))
  return found?.[1] ?? 'bitcoin'
}
