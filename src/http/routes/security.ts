// `/.well-known/security.txt` (RFC 9116): where to report a vulnerability of this gateway.
import type { FastifyInstance } from 'fastify'

type Facts = {
  /** `mailto:` or `https://`; undefined: the file does not exist. */
  readonly contact: string | undefined
  readonly publicUrl: string
  readonly now: () => Date
}

/** RFC 9116 recommends less than a year, so that its readers know it is up to date. */
const VALID_MS = 180 * 86_400_000

export function security(app: FastifyInstance, { contact, publicUrl, now }: Facts): void {
  if (contact === undefined) return
  app.get('/.well-known/security.txt', { schema: { hide: true } }, (_request, reply) => {
    const expires = new Date(now().getTime() + VALID_MS).toISOString()
    return reply
      .type('text/plain; charset=utf-8')
      .send(
        `Contact: ${contact}\nExpires: ${expires}\nPreferred-Languages: en, de\n` +
          `Canonical: ${publicUrl}/.well-known/security.txt\n`
      )
  })
}
