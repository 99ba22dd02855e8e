// Reads the Idempotency-Key of a request, and marks replayed responses.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../core/errors.ts'
import { keyOf, type Key } from '../../core/idempotency.ts'

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/

/**
 * @throws {AppError} `idempotency_key_required`, or `invalid_request` if it is not 1 to 255 visible
 * ASCII characters.
 */
export function idempotencyKey(request: FastifyRequest): Key {
  const key = request.headers['idempotency-key']
  if (key === undefined) {
    throw new AppError('idempotency_key_required', 'Send an Idempotency-Key, new for each wish')
  }
  if (typeof key !== 'string' || !VISIBLE_ASCII.test(key)) {
    const detail = 'must be 1 to 255 visible ASCII characters'
    throw new AppError('invalid_request', `Idempotency-Key ${detail}`, [
      { pointer: '/header/idempotency-key', detail }
    ])
  }
  const query = request.url.indexOf('?')
  const path = (query === -1 ? request.url : request.url.slice(0, query)).replace(/\/$/, '')
  return keyOf(request.caller.account, key, { method: request.method, path, body: request.body })
}

/** For routes on which the key is optional. */
export const optionalKey = (request: FastifyRequest): Key | undefined =>
  request.headers['idempotency-key'] === undefined ? undefined : idempotencyKey(request)

export function markReplayed(reply: FastifyReply, replayed: boolean): void {
  if (replayed) void reply.header('idempotent-replayed', 'true')
}
