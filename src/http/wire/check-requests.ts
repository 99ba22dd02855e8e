// How requests are read and checked: JSON only,
// nothing coerced, nothing dropped, nothing filled in.
import { isUtf8 } from 'node:buffer'
import { Ajv, type Options } from 'ajv'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../../core/errors.ts'
import { cleaned, refuseUnsound } from './check-text.ts'
import { parseJson } from './parse-json.ts'
import { ofQuery, thorough } from './validate.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Its body may hold a NUL or half of a surrogate pair: JSON has those as escapes only. */
    unsound: boolean
  }
}

const UNSOUND = /\\u(0000|d[89a-f])/i

const STRICT: Options = { strict: true, allErrors: false, verbose: true, allowUnionTypes: true }

export function checkRequests(app: FastifyInstance): void {
  const strict = new Ajv(STRICT).addKeyword(cleaned)
  const every = new Ajv({ ...STRICT, allErrors: true }).addKeyword(cleaned)
  const query = new Ajv({ ...STRICT, allErrors: true, useDefaults: true })
  app.setValidatorCompiler<object>(({ schema, httpPart }) =>
    httpPart === 'querystring'
      ? ofQuery(schema, query.compile(schema))
      : thorough(strict.compile(schema), every.compile(schema))
  )
  app.removeAllContentTypeParsers()
  app.decorateRequest('unsound', false)
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      done(null, body.length === 0 ? undefined : read(body as Buffer))
    } catch (error) {
      done(error as Error)
    }
    function read(bytes: Buffer): unknown {
      // Read as UTF-8 all the same, bad bytes would become U+FFFD.
      if (!isUtf8(bytes)) throw new AppError('invalid_request', 'The body is not UTF-8')
      const text = bytes.toString()
      request.unsound = UNSOUND.test(text)
      return parseJson(text)
    }
  })
  app.addHook('preHandler', (request, _reply, done) => {
    if (request.unsound) refuseUnsound(request.body)
    done()
  })
}
