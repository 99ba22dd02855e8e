// Reads the rates of a BTCPay Server store, from the sources that its owner chose there: GET
// /api/v1/stores/{storeId}/rates?currencyPair=BTC_USD →
// [{"currencyPair":"BTC_USD","errors":[],"rate":"67234.5"}]. The key needs canviewstoresettings.
import { field, type Exchange } from './exchange.ts'
import { readPrice } from './money.ts'

export type Store = { readonly url: string; readonly apiKey: string; readonly storeId: string }

export const btcpay = ({ url, apiKey, storeId }: Store): Exchange => ({
  name: 'btcpay',
  base: url.replace(/\/+$/, ''),
  headers: { authorization: `token ${apiKey}` },
  path: currency =>
    `/api/v1/stores/${encodeURIComponent(storeId)}/rates?currencyPair=BTC_${currency}`,
  read: (answer, currency) => {
    const pairs = Array.isArray(answer) ? (answer as readonly unknown[]) : []
    const pair = pairs.find(one => field(one, 'currencyPair') === `BTC_${currency}`)
    const rate = field(pair, 'rate')
    // Its OpenAPI document says text; numbers are accepted as well.
    return readPrice(typeof rate === 'number' ? String(rate) : rate)
  }
})
