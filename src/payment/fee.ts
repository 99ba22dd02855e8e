// The default fee ceiling of a payment.
import { larger, msat, permille, type Msat } from '../core/msat.ts'

/**
 * The larger of 5 sat and 1 %, rounded up: the same default as Core Lightning's, but always passed
 * explicitly.
 */
export const defaultMaxFee = (amountMsat: Msat): Msat =>
  larger(msat(5_000), permille(amountMsat, 10n))
