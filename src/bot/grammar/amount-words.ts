// Recognises words beside the digits of an amount: for sats, other currencies, other numbers. Pure.

export const SATS = /^(?:sats?|satoshis?|⚡️?)(?![\p{L}\p{N}])/iu

/**
 * Signs and words for currencies other than sats, by currency code; only those with a rate can be
 * converted.
 */
const MONEY: readonly (readonly [code: string, words: string])[] = [
  ['USD', '\\$|us\\$|usd|dollars?|bucks'],
  ['EUR', '€|eur|euros?'],
  ['GBP', '£|gbp|pounds?|quid'],
  ['CHF', 'chf|franken|stutz'],
  ['JPY', '¥|jpy|yen'],
  ['INR', '₹|inr|rupees?|rupien'],
  ['BRL', 'r\\$|brl|reais|real'],
  ['BTC', '₿|btc|xbt|bitcoins?'],
  ['msat', 'msats?|millisats?|millisatoshis?'],
  ['mBTC', 'mbtc|µbtc|ubtc|bits?'],
  ['cent', '¢|cents?|ct|pence'],
  ['', 'cny|cad|aud|nzd|sek|nok|dkk|pln|czk|huf|rub|uah|krw|mxn|zar|ngn|ars|thb|vnd|sgd|hkd|ils'],
  ['', '₽|₩|₺|₴|₦|฿|₫|zł|kr|kronen|pesos?|rubel|usdt|usdc']
]

const AFTER = MONEY.map(
  ([code, words]) => [code, new RegExp(`^(${words})(?![\\p{L}\\p{N}])`, 'iu')] as const
)
const BEFORE = MONEY.map(
  ([code, words]) => [code, new RegExp(`^(${words})\\s*(?=\\d)`, 'iu')] as const
)

/**
 * A currency word at the beginning of the text, and the rest; `isBefore`: it precedes the number.
 */
export function otherMoney(
  text: string,
  isBefore: boolean
): { readonly unit: string; readonly rest: string } | undefined {
  for (const [code, pattern] of isBefore ? BEFORE : AFTER) {
    const [found, word = ''] = pattern.exec(text) ?? []
    if (found !== undefined)
      return { unit: code || word.toUpperCase(), rest: text.slice(found.length) }
  }
  return undefined
}

const NUMBER_WORD =
  /^\s*(?:hundred|hundert|dozen|dutzend|lakh|crore|billions?|bn|b|milliarden?|mrd\.?|g|t|e|x)(?![\p{L}\p{N}])/iu

/** `5 hundred`: a number of which only the first part is in digits. */
export const inNumberWord = (rest: string): boolean => NUMBER_WORD.test(rest)
