// Amounts as people write and read them: `100`, `1k`,
// `2.1k`, `1_000`, `0.5m`; sats unless said otherwise.
import { MSAT_MAX, msat, SAT, type Msat } from '../core/msat.ts'

const FORM =
  /^(\d{1,3}(?:[_,']\d{3})+|\d{1,16})(?:\.(\d{1,8}))?\s*([km]?)\s*(?:sats?|satoshis?|⚡️?)?$/i
const ZEROS: Readonly<Record<string, number>> = { '': 0, k: 3, m: 6 }

/**
 * Undefined for what is no amount of whole sats, above 0. Exact: digits are moved, not multiplied.
 */
export function readAmount(text: string): Msat | undefined {
  const [, whole, fraction = '', unit = ''] = FORM.exec(text.trim()) ?? []
  if (whole === undefined) return undefined
  const zeros = ZEROS[unit.toLowerCase()] ?? 0
  const behind = fraction.replace(/0+$/, '')
  if (behind.length > zeros) return undefined
  const sats = BigInt(whole.replaceAll(/[_,']/g, '') + behind.padEnd(zeros, '0'))
  const amount = sats * SAT
  return amount === 0n || amount > MSAT_MAX ? undefined : msat(amount)
}

/** `1,234 sat`, and `1,234.567 sat` where it is no whole number of them. */
export function showAmount(amount: bigint): string {
  const [sign, size] = amount < 0n ? ['−', -amount] : ['', amount]
  const whole = (size / SAT).toLocaleString('en-US')
  const rest = size % SAT
  return `${sign}${whole}${rest === 0n ? '' : `.${rest.toString().padStart(3, '0')}`} sat`
}
