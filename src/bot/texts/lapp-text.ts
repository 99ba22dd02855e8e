// The texts of a LApp in a person's language, as far as its folder has them.
import type { Form } from '../../lapps/contract/form.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import type { Language } from './language.ts'

type Place =
  | 'title'
  | 'summary'
  | 'refund'
  | `alerts.${'before' | 'after'}`
  | `${'input' | 'output'}.${string}`

/** By its place, as `locales/<language>.json` names them; English is in the LApp itself. */
export const lappText = (
  { translations }: Pick<LAppCard, 'translations'>,
  language: Language,
  place: Place,
  english: string
): string => translations?.[language]?.[place] ?? english

/**
 * A sentence that it says while it works: why it refuses, what a price is for. What its folder has
 * no translation for is said in English.
 */
export function saidOf(
  card: LAppCard | undefined,
  language: Language,
  what: 'refusal' | 'note',
  english: string
): string {
  const table = card?.translations?.[language] ?? {}
  const exact = table[`${what}.${english}`]
  if (exact !== undefined) return exact
  for (const [place, translated] of Object.entries(table)) {
    const form = place.startsWith(`${what}.`) ? place.slice(what.length + 1) : ''
    const values = filled(form, english)
    if (values)
      return translated.replace(HOLE, (_, name: string) => inLanguage(language, values[name]))
  }
  return english
}

/** `It takes {min} to {max} sat.` stands for every sentence of that form. */
const HOLE = /\{(\w+)\}/g

function filled(form: string, sentence: string): Readonly<Record<string, string>> | undefined {
  if (!form.includes('{')) return undefined
  const parts = form.split(/(\{\w+\})/)
  const pattern = parts.map(part =>
    part.startsWith('{') ? `(?<${part.slice(1, -1)}>[^]{1,300}?)` : RegExp.escape(part)
  )
  return new RegExp(`^${pattern.join('')}$`).exec(sentence)?.groups
}

const inLanguage = (language: Language, value = ''): string =>
  /^\d{1,15}(\.\d{1,3})?$/.test(value)
    ? new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(Number(value))
    : value

export const titleOf = (card: LAppCard, language: Language): string =>
  lappText(card, language, 'title', card.manifest.title)

/** A field's title, of what is asked for or of what came of it. */
export function fieldTitle(
  card: LAppCard,
  language: Language,
  form: 'input' | 'output',
  name: string
): string {
  const fields: Form['properties'] = (form === 'input' ? card.input : card.output)?.properties ?? {}
  const english = Object.hasOwn(fields, name) ? fields[name]?.title : undefined
  return lappText(card, language, `${form}.${name}.title`, english ?? name)
}

const ICONS: Readonly<Record<string, string>> = {
  messaging: '💬',
  phone: '📱',
  'gift-cards': '🎁',
  ai: '🤖',
  internet: '🌐',
  swaps: '🔁',
  wallets: '👛',
  media: '📡',
  donations: '❤️',
  tools: '🛠',
  fun: '🎉'
}

export const iconOf = ({ manifest }: LAppCard): string => ICONS[manifest.category] ?? '🛒'
