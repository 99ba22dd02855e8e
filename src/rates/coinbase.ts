// Coinbase's spot price: GET /v2/prices/BTC-USD/spot →
// {"data":{"amount":"67234.565","base":"BTC","currency":"USD"}}.
import { field, type Exchange } from './exchange.ts'
import { readPrice } from './money.ts'

export const coinbase: Exchange = {
  name: 'coinbase',
  base: 'https://api.coinbase.com',
  path: currency => `/v2/prices/BTC-${currency}/spot`,
  read: (answer, currency) => {
    const data = field(answer, 'data')
    return field(data, 'currency') === currency ? readPrice(field(data, 'amount')) : undefined
  }
}
