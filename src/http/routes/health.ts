// Probes: is the process alive, and can it do its work?
import type { FastifyPluginCallbackJsonSchemaToTs } from '@fastify/type-provider-json-schema-to-ts'
import { AppError } from '../../core/errors.ts'
import { exactly } from '../schema.ts'

/** What is missing, in words; nothing when all is there. */
export type Ready = () => Promise<readonly string[]>

export const health =
  (ready: Ready): FastifyPluginCallbackJsonSchemaToTs =>
  (app, _options, done) => {
    const tags = ['health']
    const live = exactly({ status: { type: 'string', enum: ['live'] } })
    app.get(
      '/health/live',
      { schema: { tags, summary: 'Answers while the process lives', response: { 200: live } } },
      () => ({ status: 'live' as const })
    )
    const all = exactly({ status: { type: 'string', enum: ['ready'] } })
    app.get(
      '/health/ready',
      { schema: { tags, summary: 'Says what is missing, if anything is', response: { 200: all } } },
      async () => {
        const missing = await ready()
        if (missing.length > 0) throw new AppError('not_ready', `Missing: ${missing.join(', ')}`)
        return { status: 'ready' as const }
      }
    )
    done()
  }
