// Formats amounts for the invoice page: sats with thin spaces, msat only if there are any, and
// other currencies beside them if an exchange is configured.
import { SAT } from '../../core/msat.ts'
import { DECIMALS, toMoney, type Currency } from '../../rates/money.ts'
import type { Quote } from '../../rates/rates.ts'
import type { Language } from './speech.ts'

/** U+202F: prevents a line break. */
const THIN = '\u202f'

const LOCALES = { en: 'en-US', de: 'de-DE' } as const satisfies Record<Language, string>
export const CURRENCY_OF = { en: 'USD', de: 'EUR' } as const satisfies Record<Language, Currency>

export function sats(amountMsat: bigint, language: Language): string {
  const whole = (amountMsat / SAT).toString().replace(/\B(?=(\d{3})+$)/g, THIN)
  const rest = (amountMsat % SAT).toString().padStart(3, '0').replace(/0+$/, '')
  return `${whole}${rest === '' ? '' : `${language === 'de' ? ',' : '.'}${rest}`}\u00a0sat`
}

/** Passed as text, it is formatted digit by digit, without a float. */
export function money(amountMsat: bigint, { rate, currency }: Quote, language: Language): string {
  const digits = DECIMALS[currency]
  const text = String(toMoney(amountMsat, rate, currency)).padStart(digits + 1, '0')
  const point = text.length - digits
  const whole = digits === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`
  const format = new Intl.NumberFormat(LOCALES[language], { style: 'currency', currency })
  return format.format(whole as Intl.StringNumericLiteral)
}
