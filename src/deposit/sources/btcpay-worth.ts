// What payments of BTCPay Server are worth in msat, by the rates that its invoice fixed. Pure.
import { floorMsat, ofBitcoin, over, readDecimal, times, unitMsat, type Decimal } from '../coins.ts'
import type { Msat } from '../../core/msat.ts'

/** One payment method of an invoice, as far as its rate is concerned. */
export type Rated = {
  /** Of the coin: BTC, LTC. */
  readonly currency: string
  /** Of the invoice's currency for one coin. */
  readonly rate: string | undefined
}

/**
 * - bitcoin is what it is, whatever currency the invoice has
 * - another coin is worth its rate, where the invoice is in sats or bitcoin
 * - with an invoice in other money it is worth what bitcoin was worth in it, by the same invoice
 * Undefined: nobody fixed what it is worth.
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

/** In msat, what one unit of the invoice's money was worth. */
function unitByBitcoin(all: readonly Rated[]): Decimal | undefined {
  const rate = readDecimal(all.find(({ currency }) => currency === 'BTC')?.rate)
  const bitcoin = unitMsat('BTC')
  return rate && bitcoin && over(bitcoin, rate)
}
