// Telegram's webhook endpoint: rejects requests without the secret, before reading their body.
import type { FastifyPluginCallback } from 'fastify'
import type { Update } from 'grammy/types'
import { createHash, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../core/errors.ts'

export const WEBHOOK_PATH = '/telegram/webhook'

/** Compares in constant time, whatever the length of the guess. */
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Answers as soon as the update is stored: processing comes later. */
export const webhook =
  (secret: string, take: (all: readonly Update[]) => Promise<void>): FastifyPluginCallback =>
  (app, _options, done) => {
    app.post<{ Body: Update }>(
      WEBHOOK_PATH,
      {
        bodyLimit: 1_048_576,
        schema: { hide: true },
        onRequest: (request, _reply, next) => {
          const given = request.headers['x-telegram-bot-api-secret-token']
          const known = typeof given === 'string' && same(given, secret)
          next(known ? undefined : new AppError('unauthenticated', 'This is not Telegram.'))
        }
      },
      async ({ body }) => {
        if (!Number.isSafeInteger(body.update_id))
          throw new AppError('invalid_request', 'This is no update.')
        await take([body])
        return {}
      }
    )
    done()
  }
