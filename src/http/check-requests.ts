// How requests are read and checked: JSON only,
// nothing coerced, nothing dropped, nothing filled in.
import { Ajv, type Options } from 'ajv'
import type { FastifyInstance } from 'fastify'
import { parseJson } from './parse-json.ts'

const STRICT: Options = { strict: true, allErrors: false, verbose: true, allowUnionTypes: true }

/** What a query says is text, so only there "20" is a number. */
export function checkRequests(app: FastifyInstance): void {
  const strict = new Ajv(STRICT)
  const query = new Ajv({ ...STRICT, coerceTypes: true, useDefaults: true })
  app.setValidatorCompiler<object>(({ schema, httpPart }) =>
    (httpPart === 'querystring' ? query : strict).compile(schema)
  )
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : parseJson(String(body)))
    } catch (error) {
      done(error as Error)
    }
  })
}
