// Parses and validates requests: JSON only, no coercion, no unknown fields dropped, no defaults
// filled in.
import { isUtf8 } from 'node:buffer'
import type { Options } from 'ajv'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../../core/errors.ts'
import { Ajv } from '../../lapps/contract/ajv.ts'
import { cleaned, refuseUnsound } from './check-text.ts'
import { parseJson } from './parse-json.ts'
import { ofQuery, thorough, whenAsked } from './validate.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** A body may contain NUL or a lone surrogate only as a JSON escape. */
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
    whenAsked(() =>
      httpPart === 'querystring'
        ? ofQuery(schema, query.compile(schema))
        : thorough(strict.compile(schema), () => every.compile(schema))
    )
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
      // Rejects invalid UTF-8, which decoding would silently turn into U+FFFD.
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
