// The default fee ceiling of a payment, and what it leaves to be sent.
import { larger, msat, permille, SAT, ZERO, type Msat } from '../core/msat.ts'

/**
 * The larger of 5 sat and 1 %, rounded up: the same default as Core Lightning's, but always passed
 * explicitly.
 */
export const defaultMaxFee = (amountMsat: Msat): Msat =>
  larger(msat(5_000), permille(amountMsat, 10n))

/** The largest amount in whole sats that leaves room for its own fee ceiling. */
export function mostWithFee(balance: Msat): Msat {
  const share = (balance * 100n) / 101n
  const whole = [balance - 5_000n, share, share - SAT].map(amount => amount - (amount % SAT))
  const fitting = whole.filter(
    amount => amount > 0n && amount + defaultMaxFee(msat(amount)) <= balance
  )
  return fitting.reduce<Msat>((most, amount) => (amount > most ? msat(amount) : most), ZERO)
}
