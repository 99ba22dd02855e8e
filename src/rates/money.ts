// Amounts in other currencies: whole numbers of the smallest unit, never floats. Pure.
import { msat, MSAT_MAX, SAT, type Msat } from '../core/msat.ts'

/** Decimals of the smallest unit (ISO 4217). */
export const DECIMALS = { USD: 2, EUR: 2, GBP: 2, CHF: 2, CAD: 2, AUD: 2, JPY: 0 } as const
export type Currency = keyof typeof DECIMALS

export const isCurrency = (text: string): text is Currency => Object.hasOwn(DECIMALS, text)

/** The price of one bitcoin, in hundred-millionths of the currency. */
export type Price = bigint & { readonly unit: 'price' }

const PRICE_UNITS = 100_000_000n
const MSAT_PER_BITCOIN = 100_000_000_000n

/**
 * Parses a price as exchanges write it, in decimal text: 67234.5; undefined if it is invalid, or 0.
 */
export function readPrice(text: unknown): Price | undefined {
  if (typeof text !== 'string') return undefined
  const [, whole, fraction = ''] = /^(\d{1,12})(?:\.(\d{1,18}))?$/.exec(text) ?? []
  if (whole === undefined) return undefined
  const price = BigInt(whole + fraction.slice(0, 8).padEnd(8, '0'))
  return price > 0n ? (price as Price) : undefined
}

/** In the smallest unit of the currency, rounded to the nearest. */
export const toMoney = (amountMsat: bigint, price: Price, currency: Currency): bigint =>
  nearest(amountMsat * price * unitsOf(currency), MSAT_PER_BITCOIN * PRICE_UNITS)

/** The nearest whole sat, possibly 0; undefined if negative, or above the largest amount. */
export function toMsat(minor: bigint, price: Price, currency: Currency): Msat | undefined {
  const sats = nearest(minor * PRICE_UNITS * MSAT_PER_BITCOIN, price * unitsOf(currency) * SAT)
  return sats < 0n || sats * SAT > MSAT_MAX ? undefined : msat(sats * SAT)
}

const unitsOf = (currency: Currency): bigint => 10n ** BigInt(DECIMALS[currency])

/** Rounds half away from zero, as people do. */
function nearest(amount: bigint, divisor: bigint): bigint {
  const half = amount < 0n ? -divisor / 2n : divisor / 2n
  return (amount + half) / divisor
}
