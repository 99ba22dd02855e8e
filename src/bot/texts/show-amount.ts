// An amount as a person reads it, in the marks of their language. The only place that draws one.
import { SAT } from '../../core/msat.ts'
import { DECIMALS, toMoney, type Currency, type Price } from '../../rates/money.ts'
import type { Language } from './language.ts'

const MARKS = {
  en: { locale: 'en-US', point: '.' },
  de: { locale: 'de-DE', point: ',' }
} as const satisfies Record<Language, object>

/** What a bitcoin costs now, in the money that a person wants to see beside sats. */
export type Beside = { readonly currency: Currency; readonly rate: Price }

/** `1,234 sat`, and `1,234.567 sat` where it is no whole number of them. */
export function showAmount(amount: bigint, language: Language, beside?: Beside): string {
  const { locale, point } = MARKS[language]
  const [sign, size] = amount < 0n ? ['−', -amount] : ['', amount]
  const whole = (size / SAT).toLocaleString(locale)
  const rest = (size % SAT).toString().padStart(3, '0').replace(/0+$/, '')
  const sats = `${sign}${whole}${rest === '' ? '' : `${point}${rest}`} sat`
  return beside === undefined ? sats : `${sats} (≈ ${showMoney(amount, language, beside)})`
}

/** `€0.83`; below its smallest coin that much at most. */
function showMoney(amount: bigint, language: Language, { currency, rate }: Beside): string {
  const minor = toMoney(amount, rate, currency)
  const isTiny = minor === 0n && amount !== 0n
  return `${isTiny ? '< ' : ''}${showMinor(isTiny ? 1n : minor, language, currency)}`
}

/** So many of a currency's smallest coin. */
export function showMinor(minor: bigint, language: Language, currency: Currency): string {
  const digits = DECIMALS[currency]
  const text = String(minor < 0n ? -minor : minor).padStart(digits + 1, '0')
  const point = text.length - digits
  const whole = digits === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`
  const format = new Intl.NumberFormat(MARKS[language].locale, { style: 'currency', currency })
  // As text it is formatted digit by digit: no float comes in between.
  return format.format(`${minor < 0n ? '-' : ''}${whole}` as Intl.StringNumericLiteral)
}
