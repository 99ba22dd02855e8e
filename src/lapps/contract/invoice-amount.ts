// What an invoice asks for, by the first part of its
// text (BOLT 11): for a LApp that has to compare it.
import { msat, type Msat } from '../../core/msat.ts'

/** In msat; a tenth of it is what `p` is in. */
const TENTHS: Readonly<Record<string, bigint>> = {
  '': 1_000_000_000_000n,
  m: 1_000_000_000n,
  u: 1_000_000n,
  n: 1_000n,
  p: 1n
}

/** undefined where it names none, or is no invoice. Whether it is good is for the host to say. */
export function invoiceAmount(bolt11: string): Msat | undefined {
  const [, digits = '', unit = ''] =
    /^ln(?:bcrt|tbs|tb|bc)(\d{0,12})([munp]?)1/.exec(bolt11.toLowerCase()) ?? []
  const tenths = BigInt(digits === '' ? 0 : digits) * (TENTHS[unit] ?? 0n)
  return tenths > 0n && tenths % 10n === 0n ? msat(tenths / 10n) : undefined
}
