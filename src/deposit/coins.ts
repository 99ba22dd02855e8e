// Converts coin amounts from decimal text, as sources write them, to millisatoshi. Exact: rounded
// down once, at the very end. Pure.
import { MSAT_MAX, msat, type Msat } from '../core/msat.ts'

/** A decimal number as a fraction. */
export type Decimal = { readonly top: bigint; readonly bottom: bigint }

/** A JSON number is taken as it prints; undefined if it is not a number, or negative. */
export function readDecimal(value: unknown): Decimal | undefined {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string') return undefined
  const [, whole, fraction = '', exponent = '0'] =
    /^(\d{1,30})(?:\.(\d{1,30}))?(?:[eE]([+-]?\d{1,2}))?$/.exec(text) ?? []
  if (whole === undefined) return undefined
  const digits = BigInt(whole + fraction)
  const scale = Number(exponent) - fraction.length
  return scale >= 0
    ? { top: digits * 10n ** BigInt(scale), bottom: 1n }
    : { top: digits, bottom: 10n ** BigInt(-scale) }
}

export const times = (a: Decimal, b: Decimal): Decimal => ({
  top: a.top * b.top,
  bottom: a.bottom * b.bottom
})

/** undefined when dividing by zero. */
export const over = (a: Decimal, b: Decimal): Decimal | undefined =>
  b.top === 0n ? undefined : { top: a.top * b.bottom, bottom: a.bottom * b.top }

/** Rounded down; undefined above the largest amount. */
export function floorMsat({ top, bottom }: Decimal): Msat | undefined {
  const amount = top / bottom
  return amount > MSAT_MAX ? undefined : msat(amount)
}

const MSAT_PER_BITCOIN: Decimal = { top: 100_000_000_000n, bottom: 1n }
const MSAT_PER_SAT: Decimal = { top: 1_000n, bottom: 1n }

export const ofBitcoin = (value: Decimal): Msat | undefined =>
  floorMsat(times(value, MSAT_PER_BITCOIN))

export const ofSats = (value: Decimal): Msat | undefined => floorMsat(times(value, MSAT_PER_SAT))

/** The value of one unit of a currency in msat, if it is fixed. */
export function unitMsat(currency: string): Decimal | undefined {
  if (currency === 'BTC') return MSAT_PER_BITCOIN
  return currency === 'SATS' ? MSAT_PER_SAT : undefined
}

/** Whole sats as decimal bitcoin, as wallets write it. */
export function bitcoinText(sats: bigint): string {
  const text = sats.toString().padStart(9, '0')
  return `${text.slice(0, -8)}.${text.slice(-8)}`
}
