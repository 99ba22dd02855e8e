// Amounts of money: whole millisatoshi, a branded bigint inside, a JSON integer on the wire.
import assert from 'node:assert/strict'

/** An amount in millisatoshi, never negative; differences and signed sums are plain bigints. */
export type Msat = bigint & { readonly unit: 'msat' }

/** The largest amount that any field carries: 2^53 − 1 msat, about 90 000 BTC. */
export const MSAT_MAX = 9_007_199_254_740_991n as Msat

const END_OF_INT8 = 1n << 63n

/**
 * @throws {assert.AssertionError} for a negative amount or one that a bigint column cannot hold.
 */
export function msat(amount: bigint | number): Msat {
  assert(typeof amount === 'bigint' || Number.isSafeInteger(amount), 'an amount is a whole number')
  const value = BigInt(amount)
  assert(value >= 0n && value < END_OF_INT8, 'an amount is from 0 to 2^63 − 1 msat')
  return value as Msat
}

export const ZERO = msat(0)
export const SAT = msat(1000)

export const add = (...amounts: readonly Msat[]): Msat =>
  msat(amounts.reduce<bigint>((sum, a) => sum + a, 0n))

/** @throws {assert.AssertionError} when subtracting more than there is. */
export const subtract = (from: Msat, amount: Msat): Msat => msat(from - amount)

export const larger = (a: Msat, b: Msat): Msat => (a > b ? a : b)

/**
 * A share in thousandths, rounded up to a whole msat: charges are never rounded in the buyer's
 * favour.
 */
export const permille = (amount: Msat, share: bigint): Msat => msat((amount * share + 999n) / 1000n)

/** Rounded up to a whole sat: wallets handle nothing smaller. */
export const upToSat = (amount: bigint): Msat => msat(((amount + SAT - 1n) / SAT) * SAT)

/** For JSON: exact, since no field exceeds 2^53 − 1. @throws {assert.AssertionError} above that. */
export function wire(amount: bigint): number {
  assert(amount <= MSAT_MAX && -amount <= MSAT_MAX, 'more msat than a JSON number carries')
  return Number(amount)
}
