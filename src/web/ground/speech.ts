// The languages of the pages, and look-up of texts in a table that has each in all languages.

export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

export type Table = Readonly<Record<string, Readonly<Record<Language, string>>>>

export const both = (en: string, de: string): Readonly<Record<Language, string>> => ({ en, de })

/** Returns plain text: whoever renders it escapes it. */
export const speaker =
  <T extends Table>(table: T) =>
  (language: Language) =>
  (word: keyof T, values: Readonly<Record<string, string>> = {}): string =>
    (table[word]?.[language] ?? '').replace(
      /\{(\w+)\}/g,
      (whole, name: string) => values[name] ?? whole
    )

/** The first language that the browser prefers and we have; otherwise English. */
export function languageOf(header: string | undefined): Language {
  const wanted = (header ?? '').split(',').map(part => {
    const [range = '', ...settings] = part.trim().toLowerCase().split(';')
    const quality = /^\s*q=(\d(?:\.\d+)?)/.exec(settings[0] ?? '')?.[1] ?? '1'
    return { language: range.split('-')[0], quality: Number(quality) }
  })
  const best = wanted
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ language }) => LANGUAGES.find(ours => ours === language))
  return best.find(one => one !== undefined) ?? 'en'
}
