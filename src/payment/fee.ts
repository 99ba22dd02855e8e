// How much a payment may cost at most when nobody said.
import { larger, msat, permille, type Msat } from '../core/msat.ts'

/**
 * The larger of 5 sat and 1 %, rounded up: what Core
 * Lightning itself would take, but always passed explicitly.
 */
export const defaultMaxFee = (amountMsat: Msat): Msat =>
  larger(msat(5_000), permille(amountMsat, 10n))
