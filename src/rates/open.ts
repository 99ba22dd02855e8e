// Which exchange is asked, by the operator's choice; in the sandbox a make-believe one.
import type { Deps, Rates } from './rates.ts'
import { coinbase } from './coinbase.ts'
import { kraken } from './kraken.ts'
import { exchangeRates } from './rates.ts'

const EXCHANGES = { kraken, coinbase } as const

/** Undefined: money is shown in sats alone. */
export function openRates(
  chosen: keyof typeof EXCHANGES | undefined,
  makeBelieve: string | undefined,
  deps: Omit<Deps, 'exchange' | 'base'>
): Rates | undefined {
  if (chosen !== undefined) return exchangeRates({ ...deps, exchange: EXCHANGES[chosen] })
  return makeBelieve === undefined
    ? undefined
    : exchangeRates({ ...deps, exchange: { ...kraken, name: 'make-believe' }, base: makeBelieve })
}
