// Parses the amount in a BOLT11's prefix, digits and a multiplier: exact to the msat, or rejected.
import { msat } from '../core/msat.ts'
import type { Msat } from '../core/msat.ts'

export type Price =
  | { readonly is: 'any' }
  | { readonly is: 'amount'; readonly amountMsat: Msat }
  | { readonly is: 'unsound'; readonly why: string }

/** The total supply of bitcoin. */
const AMOUNT_MAX = 2_100_000_000_000_000_000n

/** In tenths of a msat: one pico-bitcoin. */
const TENTHS: Readonly<Record<string, bigint>> = {
  '': 1_000_000_000_000n,
  m: 1_000_000_000n,
  u: 1_000_000n,
  n: 1000n,
  p: 1n
}

export function amountOf(text: string): Price {
  if (text === '') return { is: 'any' }
  const [, digits, multiplier = ''] = /^([1-9]\d*)([munp]?)$/.exec(text) ?? []
  const unit = TENTHS[multiplier]
  if (digits === undefined || unit === undefined)
    return { is: 'unsound', why: 'its amount is zero or not a number' }
  const tenths = BigInt(digits) * unit
  if (tenths % 10n !== 0n) return { is: 'unsound', why: 'its amount is not a whole number of msat' }
  if (tenths / 10n > AMOUNT_MAX)
    return { is: 'unsound', why: 'its amount is above all the bitcoin there are' }
  return { is: 'amount', amountMsat: msat(tenths / 10n) }
}
