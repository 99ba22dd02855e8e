// A page for people where no other can be drawn: of plain HTML, in their browser's language.
import type { FastifyReply, FastifyRequest } from 'fastify'

export type PlainPage = (acceptLanguage: string | undefined) => string

/** Whether a person opened it in a browser, which asks for HTML. */
export const isOpened = ({ headers }: FastifyRequest): boolean =>
  /^text\/html\b/.test(headers.accept ?? '')

export const sendPage = (
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { code, page }: { readonly code: number; readonly page: PlainPage }
): FastifyReply =>
  reply
    .code(code)
    .type('text/html; charset=utf-8')
    .header('vary', 'accept, accept-language')
    .header(
      'content-security-policy',
      "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
    .send(page(headers['accept-language']))
