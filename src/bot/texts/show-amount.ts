// An amount as a person reads it, in the marks of their language. The only place that draws one.
import { SAT } from '../../core/msat.ts'
import type { Language } from './say.ts'

const MARKS = {
  en: { locale: 'en-US', point: '.' },
  de: { locale: 'de-DE', point: ',' }
} as const satisfies Record<Language, object>

/** `1,234 sat`, and `1,234.567 sat` where it is no whole number of them. */
export function showAmount(amount: bigint, language: Language): string {
  const { locale, point } = MARKS[language]
  const [sign, size] = amount < 0n ? ['−', -amount] : ['', amount]
  const whole = (size / SAT).toLocaleString(locale)
  const rest = (size % SAT).toString().padStart(3, '0').replace(/0+$/, '')
  return `${sign}${whole}${rest === '' ? '' : `${point}${rest}`} sat`
}
