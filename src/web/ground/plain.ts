// Draws a page that depends on nothing else, with the few lines of style that it carries itself.
import { cspHash } from '../../core/csp-hash.ts'
import { escapeHtml } from './escape.ts'
import { languageOf } from './speech.ts'
import { groundSay } from './words.ts'

type Say = ReturnType<typeof groundSay>

const STYLE =
  'body{margin:20vh auto 0;max-width:34rem;padding:0 1.5rem;font:1.1rem/1.5 system-ui,sans-serif}' +
  'h1{font-size:1.6rem}a{color:inherit}'

const policy = [
  "default-src 'none'",
  `style-src ${cspHash(STYLE)}`,
  "base-uri 'none'",
  "frame-ancestors 'none'"
].join('; ')

/** @param body what is below the title, as HTML */
export function drawPlain(
  acceptLanguage: string | undefined,
  title: Parameters<Say>[0],
  body: (say: Say) => string
) {
  const language = languageOf(acceptLanguage)
  const say = groundSay(language)
  const said = escapeHtml(say(title))
  const html = `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${said}</title>
<style>${STYLE}</style>
<main>
<h1>${said}</h1>
${body(say)}
</main>
</html>
`
  return { html, policy }
}
