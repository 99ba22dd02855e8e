// C14: every text is translated into every language that lapp.json promises:
// `locales/<language>.json`, by the texts' paths.
import type { Form } from '../contract/form.ts'
import type { LAppCard } from '../open-lapp.ts'
import type { Finding } from './finding.ts'
import type { Subject } from './subject.ts'

export function checkTranslations({ card, files }: Subject): Finding {
  const places = textsOf(card)
  return card.manifest.languages
    .filter(language => language !== 'en')
    .flatMap(language => {
      const translated = read(files.get(`locales/${language}.json`))
      if (translated === undefined) return [`locales/${language}.json is missing or no JSON`]
      return places
        .filter(place => typeof translated[place] !== 'string' || translated[place] === '')
        .map(place => `locales/${language}.json lacks ${place}`)
    })
}

/** The paths of a LApp's English texts: `title`, `input.phone.title` and so on. */
function textsOf({ manifest, input, output }: LAppCard): string[] {
  const { before, after } = manifest.alerts
  return [
    'title',
    'summary',
    'refund',
    ...(before === undefined ? [] : ['alerts.before']),
    ...(after === undefined ? [] : ['alerts.after']),
    ...fieldsOf('input', input),
    ...(output === undefined ? [] : fieldsOf('output', output))
  ]
}

const fieldsOf = (at: string, form: Form): string[] =>
  Object.entries(form.properties).flatMap(([name, field]) => [
    `${at}.${name}.title`,
    ...(field.description === undefined ? [] : [`${at}.${name}.description`]),
    ...('oneOf' in field ? field.oneOf.map(one => `${at}.${name}.${one.const}`) : [])
  ])

function read(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text ?? '') as Readonly<Record<string, unknown>>
  } catch {
    return undefined
  }
}
