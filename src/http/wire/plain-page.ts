// A page for people where no other can be drawn: plain HTML in their browser's language.
import type { FastifyReply, FastifyRequest } from 'fastify'

export type PlainPage = (acceptLanguage: string | undefined) => {
  readonly html: string
  /** Its Content-Security-Policy. */
  readonly policy: string
}

/** Whether a person opened it in a browser, which asks for HTML. */
export const isOpened = ({ headers }: FastifyRequest): boolean =>
  /^text\/html\b/.test(headers.accept ?? '')

export function sendPage(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { code, page }: { readonly code: number; readonly page: PlainPage }
): FastifyReply {
  const { html, policy } = page(headers['accept-language'])
  return reply
    .code(code)
    .type('text/html; charset=utf-8')
    .header('vary', 'accept, accept-language')
    .header('content-security-policy', policy)
    .send(html)
}
