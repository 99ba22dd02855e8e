// Times as people read them, in their language; in UTC, since Telegram does not say where they are.
import type { Language } from './language.ts'

const LOCALES = { en: 'en-GB', de: 'de-DE' } as const satisfies Record<Language, string>

const inUtc = (language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(LOCALES[language], { timeZone: 'UTC', ...options })

const DAY = { day: 'numeric', month: 'long', year: 'numeric' } as const
const MINUTE = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const

/** `28 November 2026` */
export const showDay = (at: Date, language: Language): string => inUtc(language, DAY).format(at)

/** `28 Nov, 17:30 UTC` */
export const showMinute = (at: Date, language: Language): string =>
  `${inUtc(language, MINUTE).format(at)} UTC`

const STEPS: readonly (readonly [unit: 'second' | 'minute' | 'hour' | 'day', seconds: number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1]
]

/** `59 minutes`, `2 days`: how long something still lasts, rounded down. */
export function showSpan(seconds: number, language: Language): string {
  const [unit, size] = STEPS.find(([, least]) => seconds >= least) ?? ['second', 1]
  const style = { style: 'unit', unit, unitDisplay: 'long' } as const
  const count = Math.max(0, Math.floor(seconds / size))
  return new Intl.NumberFormat(LOCALES[language], style).format(count)
}
