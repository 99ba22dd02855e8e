// Refuses an amount that a source without millisatoshi cannot ask for.
import type { Msat } from '../../core/msat.ts'

/** Why it cannot be asked for; undefined if it can, or if the payer chooses. */
export function refuses(amountMsat: Msat | undefined, minMsat: Msat): string | undefined {
  if (amountMsat === undefined) return undefined
  if (amountMsat % 1000n !== 0n) return 'must be whole sats by this method, a multiple of 1000'
  return amountMsat < minMsat ? `must be at least ${minMsat} by this method` : undefined
}
