// Reads a LApp's translations: `locales/<language>.json`, by the texts' paths.

export type Translations = Readonly<Record<string, Readonly<Record<string, string>>>>

const FILE = /^locales[/\\]([a-z]{2})\.json$/
const TEXT_MAX = 500

/** Anything that is not text is skipped: the English text is used instead. */
export function readTranslations(files: ReadonlyMap<string, string>): Translations {
  const all = [...files].flatMap(([path, text]) => {
    const language = FILE.exec(path)?.[1]
    return language === undefined ? [] : [[language, textsIn(text)] as const]
  })
  return Object.fromEntries(all)
}

function textsIn(json: string): Readonly<Record<string, string>> {
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value !== 'object' || value === null) return {}
    const texts = Object.entries(value).flatMap(([place, text]: [string, unknown]) =>
      typeof text === 'string' && text !== '' ? [[place, text.slice(0, TEXT_MAX)] as const] : []
    )
    return Object.fromEntries(texts)
  } catch {
    return {}
  }
}
