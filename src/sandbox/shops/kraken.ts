// A local imitation of Kraken's public ticker, with a simulated price that changes from minute to
// minute.
import type { Answer, Ask, Shop } from './shop.ts'

const CURRENCIES = ['USD', 'EUR', 'GBP', 'CHF', 'CAD', 'AUD', 'JPY'] as const
/** The mean price of a bitcoin in each currency. */
const MIDDLE = [100_000, 92_000, 79_000, 88_000, 140_000, 153_000, 15_000_000] as const
const MINUTE_MS = 60_000

export const kraken: Shop = {
  id: 'kraken',
  routes: {
    // Kraken REST: GET /0/public/Ticker?pair= → {error[], result{pair: {c[price, lot]}}}
    'GET /0/public/Ticker': tell
  }
}

function tell({ query }: Ask): Answer {
  const [, currency = ''] = /^XBT([A-Z]{3})$/.exec(query['pair'] ?? '') ?? []
  const middle = MIDDLE[CURRENCIES.findIndex(known => known === currency)]
  if (middle === undefined) {
    return { status: 200, body: { error: ['EQuery:Unknown asset pair'] } }
  }
  // Rises and falls by one per cent within an hour.
  const minute = Math.floor(Date.now() / MINUTE_MS) % 60
  const price = middle + Math.round((middle * (Math.abs(30 - minute) - 15)) / 1_500)
  const result = { [`XXBTZ${currency}`]: { c: [`${price}.00000`, '0.01000000'] } }
  return { status: 200, body: { error: [], result } }
}
