// Generates the documents that are committed and compared by a test: `npm run openapi` writes them.
import pino from 'pino'
import manifest from '../../package.json' with { type: 'json' }
import { ERRORS } from '../core/errors.ts'
import { generic } from './docs/document.ts'
import type { Paid } from '../paid/paid.ts'
import { TYPE, type Problem } from './wire/problem.ts'
import type { Rooms } from './wire/rooms.ts'
import { server } from './server.ts'

/** By path relative to the repository's root. */
export async function documents(): Promise<Readonly<Record<string, unknown>>> {
  // No route is called here, so the rooms are missing.
  const rooms = { catalogue: [] } as Partial<Rooms> as Rooms
  const app = await server({
    ...rooms,
    ready: async () => Promise.resolve({ missing: [], warnings: [] }),
    metrics: { render: async () => Promise.resolve(''), answered: () => undefined },
    log: pino({ level: 'silent' }),
    selling: { paid: {} as Paid, network: '' },
    rateLimit: 0,
    buckets: { take: async () => Promise.reject(new Error('nobody calls')) },
    publicUrl: '',
    hosts: undefined,
    version: manifest.version
  })
  await app.ready()
  const document = generic(app)
  await app.close()
  return { 'openapi/v1.json': document, 'schemas/errors.json': errors() }
}

/**
 * The JSON Schema of an error response, with every code, its status and whether the same request
 * may succeed later.
 */
function errors(): object {
  const text = { type: 'string' }
  const rows = Object.entries(ERRORS).map(([code, { status, title, transient }]) => ({
    const: code,
    title,
    'x-status': status,
    'x-transient': transient
  }))
  const properties: Readonly<Record<keyof Problem, object>> = {
    type: { type: 'string', pattern: `^${TYPE}[a-z_]+$` },
    title: text,
    status: { type: 'integer' },
    code: { oneOf: rows },
    detail: text,
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { pointer: text, detail: text },
        required: ['pointer', 'detail']
      }
    }
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Problem',
    description: 'Every refusal: application/problem+json (RFC 9457). The code is stable.',
    type: 'object',
    properties,
    required: Object.keys(properties)
  }
}
