// The page shown for a path that is not there: rendered without any query.
import { escapeHtml } from './escape.ts'
import { placeOf } from './place.ts'
import { languageOf } from './speech.ts'
import { groundSay } from './words.ts'

export const missingPage =
  (publicUrl: string) =>
  (acceptLanguage: string | undefined): string => {
    const language = languageOf(acceptLanguage)
    const say = groundSay(language)
    return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(say('missing'))}</title>
<main>
<h1>${escapeHtml(say('missing'))}</h1>
<p>${escapeHtml(say('missingHint'))}</p>
<p><a href="${escapeHtml(`${placeOf(publicUrl).base}/`)}">${escapeHtml(say('home'))}</a></p>
</main>
</html>
`
  }
