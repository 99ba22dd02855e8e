// The page shown in place of any other while the gateway sheds load: rendered without any query.
import { escapeHtml } from './escape.ts'
import { drawPlain } from './plain.ts'

export const busyPage = (acceptLanguage: string | undefined) =>
  drawPlain(acceptLanguage, 'busy', say => `<p role="status">${escapeHtml(say('busyHint'))}</p>`)
