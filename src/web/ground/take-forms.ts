// Reads what a browser sends of a form.
import type { FastifyInstance } from 'fastify'

/** Fields of a form, each once; a later one of the same name is not there. */
export function takeForms(app: FastifyInstance): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 65_536 },
    (_request, body, done) => {
      const fields: Record<string, string> = Object.create(null) as Record<string, string>
      for (const [name, value] of new URLSearchParams(String(body))) fields[name] ??= value
      done(null, fields)
    }
  )
}
