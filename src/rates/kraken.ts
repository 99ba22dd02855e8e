// Kraken's public ticker: GET /0/public/Ticker?pair=XBTUSD →
// {"error":[],"result":{"XXBTZUSD":{"c":["67234.50000","0.01"],…}}}, `c` being the last trade.
import { field, type Exchange } from './exchange.ts'
import { readPrice } from './money.ts'

export const kraken: Exchange = {
  name: 'kraken',
  base: 'https://api.kraken.com',
  path: currency => `/0/public/Ticker?pair=XBT${currency}`,
  read: answer => {
    const result = field(answer, 'result')
    // The response contains the requested pair alone, under Kraken's own name for it.
    const pairs = typeof result === 'object' && result !== null ? Object.values(result) : []
    return pairs.length === 1 ? readPrice(field(field(pairs[0], 'c'), '0')) : undefined
  }
}
