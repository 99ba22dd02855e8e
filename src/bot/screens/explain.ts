// A refusal of the house, in the person's words.
import type { AppError } from '../../core/errors.ts'
import { en, type TextKey } from '../texts/en.ts'
import { say, type Language, type Words } from '../texts/say.ts'

export function explain(language: Language, { code, detail }: AppError): Words {
  const key = `error.${code}`
  const known = Object.hasOwn(en, key) ? (key as TextKey) : 'error.other'
  return say(language, known, { detail: inSats(detail) })
}

/** The rooms speak of msat; people think in sats. */
const inSats = (detail: string): string =>
  detail.replace(/(\d+)000 msat\b/g, (_, sats: string) => `${sats} sat`)
