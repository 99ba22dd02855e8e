// What a bitcoin costs, asked of one exchange: for showing money beside sats, and for amounts that
// people type in it. In: a currency. Out: the rate and its age, or that there is none now.
import type { Clock } from '../core/clock.ts'
import type { Log } from '../core/log.ts'
import type { Fetch } from '../net/fetch.ts'
import type { Exchange } from './exchange.ts'
import type { Currency, Price } from './money.ts'

export type Quote = {
  readonly currency: Currency
  readonly rate: Price
  /** When the exchange said so: to be shown with what is reckoned by it. */
  readonly at: Date
  readonly source: string
}

export type Rates = {
  /** Undefined while there is none that is fresh enough; never throws. */
  readonly quote: (currency: Currency) => Promise<Quote | undefined>
}

/** Taken as it is for so long; then asked for anew, once for all who want it. */
const FRESH_MS = 60_000
/** An exchange that does not answer leaves the last rate good for so long, and no longer. */
const GOOD_MS = 600_000
/** After a failure nobody asks for so long. */
const PAUSE_MS = 10_000
/** What one answer may take. */
export const RATE_LIMITS = { deadlineMs: 5_000, maxBytes: 65_536 } as const

export type Deps = {
  /** The guarded client, made with `RATE_LIMITS`. */
  readonly fetch: Fetch
  readonly exchange: Exchange
  /** Another place than the exchange's own. */
  readonly base?: string | undefined
  readonly clock: Pick<Clock, 'now' | 'date'>
  readonly log: Log
}

type Known = { readonly quote: Quote; readonly since: number }
type Entry = { known?: Known; pausedUntil?: number; asking?: Promise<void> }

export function exchangeRates(deps: Deps): Rates {
  const { exchange, clock, log } = deps
  const entries = new Map<Currency, Entry>()

  async function ask(currency: Currency, entry: Entry): Promise<void> {
    try {
      const rate = await priceAt(currency, deps)
      const quote = { currency, rate, at: clock.date(), source: exchange.name }
      entry.known = { quote, since: clock.now() }
    } catch (error) {
      entry.pausedUntil = clock.now() + PAUSE_MS
      log.warn({ error, exchange: exchange.name, currency }, 'the exchange gives no rate')
    }
  }

  return {
    async quote(currency) {
      const entry = entries.get(currency) ?? {}
      entries.set(currency, entry)
      const age = (): number => clock.now() - (entry.known?.since ?? -Infinity)
      if (age() >= FRESH_MS && clock.now() >= (entry.pausedUntil ?? -Infinity)) {
        entry.asking ??= ask(currency, entry).finally(() => delete entry.asking)
        // Whoever has one that is good need not wait for the next.
        if (age() >= GOOD_MS) await entry.asking
      }
      return age() < GOOD_MS ? entry.known?.quote : undefined
    }
  }
}

async function priceAt(
  currency: Currency,
  { fetch, exchange, base = exchange.base }: Deps
): Promise<Price> {
  const response = await fetch(`${base}${exchange.path(currency)}`, {
    headers: { accept: 'application/json', ...exchange.headers },
    // The guarded client hands redirects back: none is followed, an exchange has no need of them.
    redirect: 'manual'
  })
  const answer: unknown = response.ok ? await response.json() : undefined
  const price = exchange.read(answer, currency)
  if (price === undefined) throw new Error(`no price in an answer of status ${response.status}`)
  return price
}
