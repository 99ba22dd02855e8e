// Values payments to BTCPay Server in msat, at the rates that its invoice fixed. Pure.
import { floorMsat, ofBitcoin, over, readDecimal, times, unitMsat, type Decimal } from '../coins.ts'
import type { Msat } from '../../core/msat.ts'

/** The rate of one payment method of an invoice. */
export type Rated = {
  /** The coin: BTC, LTC. */
  readonly currency: string
  /** The price of one coin in the invoice's currency. */
  readonly rate: string | undefined
}

/**
 * - bitcoin is taken at face value, whatever currency the invoice has
 * - another coin is converted at its rate, if the invoice is in sats or bitcoin
 * - for an invoice in another currency, it is converted through the bitcoin rate of the same
 *   invoice
 * undefined if the invoice fixed no rate for it.
 */
export function worth(
  value: string,
  of: Rated,
  invoiceCurrency: string,
  all: readonly Rated[]
): Msat | undefined {
  const amount = readDecimal(value)
  if (amount === undefined) return undefined
  if (of.currency === 'BTC') return ofBitcoin(amount)
  const rate = readDecimal(of.rate)
  const unit = unitMsat(invoiceCurrency) ?? unitByBitcoin(all)
  if (rate === undefined || rate.top === 0n || unit === undefined) return undefined
  return floorMsat(times(times(amount, rate), unit))
}

/** The value of one unit of the invoice's currency, in msat. */
function unitByBitcoin(all: readonly Rated[]): Decimal | undefined {
  const rate = readDecimal(all.find(({ currency }) => currency === 'BTC')?.rate)
  const bitcoin = unitMsat('BTC')
  return rate && bitcoin && over(bitcoin, rate)
}
