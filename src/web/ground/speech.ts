// The languages of the pages, and sentences out of a table that has each in all of them.

export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

export type Table = Readonly<Record<string, Readonly<Record<Language, string>>>>

export const both = (en: string, de: string): Readonly<Record<Language, string>> => ({ en, de })

/** Plain text: whoever draws it escapes it. */
export const speaker =
  <T extends Table>(table: T) =>
  (language: Language) =>
  (word: keyof T, values: Readonly<Record<string, string>> = {}): string =>
    (table[word]?.[language] ?? '').replace(
      /\{(\w+)\}/g,
      (whole, name: string) => values[name] ?? whole
    )

/** The first that a browser wants and we have; English where it wants neither. */
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
