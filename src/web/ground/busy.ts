// The page shown in place of any other while the gateway sheds load: rendered without any query.
import { escapeHtml } from './escape.ts'
import { languageOf } from './speech.ts'
import { groundSay } from './words.ts'

export function busyPage(acceptLanguage: string | undefined): string {
  const language = languageOf(acceptLanguage)
  const say = groundSay(language)
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(say('busy'))}</title>
<main>
<h1>${escapeHtml(say('busy'))}</h1>
<p role="status">${escapeHtml(say('busyHint'))}</p>
</main>
</html>
`
}
