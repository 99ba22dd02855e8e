// `Prefer: wait=N` (RFC 7240): how long a caller wants to wait for the end of a payment or purchase.
import type { FastifyReply, FastifyRequest } from 'fastify'

const DEFAULT_SECONDS = 10
const MAX_SECONDS = 60

/** A preference that cannot be read is none; one that is too long is cut. What was taken is answered. */
export function waitMs(request: FastifyRequest, reply: FastifyReply): number {
  const wished = wishedSeconds(request.headers['prefer'])
  if (wished === undefined) return DEFAULT_SECONDS * 1000
  const seconds = Math.min(wished, MAX_SECONDS)
  void reply.header('preference-applied', `wait=${seconds}`)
  return seconds * 1000
}

function wishedSeconds(header: string | string[] | undefined): number | undefined {
  const preferences = String(header ?? '').split(',')
  const [, seconds] =
    preferences.map(p => /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:;.*)?$/i.exec(p)).find(m => m) ?? []
  return seconds === undefined ? undefined : Number(seconds)
}
