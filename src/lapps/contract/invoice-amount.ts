// Reads the amount from an invoice's prefix (BOLT 11), for LApps that have to compare it.
import { msat, type Msat } from '../../core/msat.ts'

/** Multipliers in msat; a `p` is a tenth of one. */
const TENTHS: Readonly<Record<string, bigint>> = {
  '': 1_000_000_000_000n,
  m: 1_000_000_000n,
  u: 1_000_000n,
  n: 1_000n,
  p: 1n
}

/**
 * undefined if it names no amount, or is not an invoice. Does not validate it: that is the host's
 * job.
 */
export function invoiceAmount(bolt11: string): Msat | undefined {
  const [, digits = '', unit = ''] =
    /^ln(?:bcrt|tbs|tb|bc)(\d{0,12})([munp]?)1/.exec(bolt11.toLowerCase()) ?? []
  const tenths = BigInt(digits === '' ? 0 : digits) * (TENTHS[unit] ?? 0n)
  return tenths > 0n && tenths % 10n === 0n ? msat(tenths / 10n) : undefined
}
