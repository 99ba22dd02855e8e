// The texts of a LApp in a person's language, as far as its folder has them.
import type { Form } from '../../lapps/contract/form.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import type { Language } from './say.ts'

type Place =
  | 'title'
  | 'summary'
  | 'refund'
  | `refusal.${string}`
  | `alerts.${'before' | 'after'}`
  | `${'input' | 'output'}.${string}`

/** By its place, as `locales/<language>.json` names them; English is in the LApp itself. */
export const lappText = (
  { translations }: Pick<LAppCard, 'translations'>,
  language: Language,
  place: Place,
  english: string
): string => translations?.[language]?.[place] ?? english

/** What it says when it refuses; what it says with names and numbers in it stays in English. */
export const refusalOf = (
  card: LAppCard | undefined,
  language: Language,
  english: string
): string =>
  card === undefined ? english : lappText(card, language, `refusal.${english}`, english)

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
