// Opens the exchange that the operator chose; in the sandbox, a simulated one.
import type { Deps, Rates } from './rates.ts'
import { btcpay, type Store } from './btcpay.ts'
import { coinbase } from './coinbase.ts'
import { kraken } from './kraken.ts'
import { exchangeRates } from './rates.ts'

/** undefined: amounts are shown in sats only. */
export function openRates(
  chosen: 'kraken' | 'coinbase' | 'btcpay' | undefined,
  {
    store,
    makeBelieve
  }: { readonly store?: Store | undefined; readonly makeBelieve?: string | undefined },
  deps: Omit<Deps, 'exchange' | 'base'>
): Rates | undefined {
  switch (chosen) {
    case 'kraken':
      return exchangeRates({ ...deps, exchange: kraken })
    case 'coinbase':
      return exchangeRates({ ...deps, exchange: coinbase })
    case 'btcpay':
      return store && exchangeRates({ ...deps, exchange: btcpay(store) })
    case undefined: {
      const exchange = { ...kraken, name: 'make-believe' }
      return makeBelieve === undefined
        ? undefined
        : exchangeRates({ ...deps, exchange, base: makeBelieve })
    }
    default:
      return chosen satisfies never
  }
}
