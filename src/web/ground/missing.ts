// The page shown for a path that is not there: rendered without any query.
import { escapeHtml } from './escape.ts'
import { placeOf } from './place.ts'
import { drawPlain } from './plain.ts'

export const missingPage = (publicUrl: string) => (acceptLanguage: string | undefined) =>
  drawPlain(
    acceptLanguage,
    'missing',
    say => `<p>${escapeHtml(say('missingHint'))}</p>
<p><a href="${escapeHtml(`${placeOf(publicUrl).base}/`)}">${escapeHtml(say('home'))}</a></p>`
  )
