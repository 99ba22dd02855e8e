// Amounts as the page shows them: sats with thin spaces, msat only where there are some, money
// beside them where an exchange says what a bitcoin costs.
import { SAT } from '../../core/msat.ts'
import { DECIMALS, toMoney, type Currency } from '../../rates/money.ts'
import type { Quote } from '../../rates/rates.ts'
import type { Language } from './words.ts'

/** U+202F: no line breaks there. */
const THIN = '\u202f'

const LOCALES = { en: 'en-US', de: 'de-DE' } as const satisfies Record<Language, string>
export const CURRENCY_OF = { en: 'USD', de: 'EUR' } as const satisfies Record<Language, Currency>

export function sats(amountMsat: bigint, language: Language): string {
  const whole = (amountMsat / SAT).toString().replace(/\B(?=(\d{3})+$)/g, THIN)
  const rest = (amountMsat % SAT).toString().padStart(3, '0').replace(/0+$/, '')
  return `${whole}${rest === '' ? '' : `${language === 'de' ? ',' : '.'}${rest}`}\u00a0sat`
}

/** As text it is formatted digit by digit: no float comes in between. */
export function money(amountMsat: bigint, { rate, currency }: Quote, language: Language): string {
  const digits = DECIMALS[currency]
  const text = String(toMoney(amountMsat, rate, currency)).padStart(digits + 1, '0')
  const point = text.length - digits
  const whole = digits === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`
  const format = new Intl.NumberFormat(LOCALES[language], { style: 'currency', currency })
  return format.format(whole as Intl.StringNumericLiteral)
}
