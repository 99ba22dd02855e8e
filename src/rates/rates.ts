// Gets the price of a bitcoin from one exchange: for amounts shown beside sats, and for amounts
// that people type in a currency. In: a currency. Out: the rate and its age, or that there is none
// now.
import type { Clock } from '../core/clock.ts'
import type { Log } from '../core/log.ts'
import type { Fetch } from '../net/fetch.ts'
import type { Exchange } from './exchange.ts'
import type { Currency, Price } from './money.ts'

export type Quote = {
  readonly currency: Currency
  readonly rate: Price
  /** When the exchange reported it: to be shown with amounts converted by it. */
  readonly at: Date
  readonly source: string
}

export type Rates = {
  /** undefined while there is no fresh rate; never throws. */
  readonly quote: (currency: Currency) => Promise<Quote | undefined>
}

/** How long a rate is used; then it is fetched again, once for all callers. */
const FRESH_MS = 60_000
/** If the exchange does not answer, the last rate is used for this long, and no longer. */
const GOOD_MS = 600_000
/** After a failure nobody asks for this long. */
const PAUSE_MS = 10_000
/** Limits of one answer. */
export const RATE_LIMITS = { deadlineMs: 5_000, maxBytes: 65_536 } as const

export type Deps = {
  /** The guarded client, made with `RATE_LIMITS`. */
  readonly fetch: Fetch
  readonly exchange: Exchange
  /** Replaces the exchange's own base URL. */
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
        // While there is a usable rate, callers need not wait for the next.
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
    // The guarded client returns redirects: none is followed, an exchange needs none.
    redirect: 'manual'
  })
  const answer: unknown = response.ok ? await response.json() : undefined
  const price = exchange.read(answer, currency)
  if (price === undefined) throw new Error(`no price in an answer of status ${response.status}`)
  return price
}
