// Picks the sources of deposits: the configured ones, and the simulated ones in the sandbox.
import type { Deposits } from '../core/deposit-variables.ts'
import { msat } from '../core/msat.ts'
import type { SourceSettings } from '../deposit/registry.ts'
import type { Doors } from '../sandbox/payment-services/keys.ts'

export const sourceSettings = (
  { btcpay, charge, electrum, min, confirmations }: Deposits,
  doors: Doors | undefined
): SourceSettings => ({
  btcpay: btcpay ?? doors?.btcpay,
  charge: charge ?? doors?.charge,
  electrum: electrum ?? doors?.electrum,
  minMsat: msat(min),
  confirmations
})
