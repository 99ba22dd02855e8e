// `Prefer: wait=N` (RFC 7240): how long a caller wants to wait for a payment or purchase to end.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { DEADLINE_OVER } from '../../core/with-deadline.ts'
import { goneSignal } from '../../core/when-gone.ts'

const DEFAULT_SECONDS = 10
const MAX_SECONDS = 60

export type Patience = { readonly waitMs: number; readonly signal: AbortSignal }

/** The signal ends only the waiting, when the client disconnects or the server stops. */
export function patience(
  request: FastifyRequest,
  reply: FastifyReply,
  stopping: AbortSignal
): Patience {
  // Not request.signal: the request counts as closed as soon as its body was read.
  const gone = goneSignal(reply.raw, DEADLINE_OVER)
  const seconds = wishedSeconds(request.headers['prefer'])
  if (seconds !== undefined) void reply.header('preference-applied', `wait=${seconds}`)
  return {
    waitMs: (seconds ?? DEFAULT_SECONDS) * 1000,
    signal: AbortSignal.any([gone, stopping])
  }
}

/** An invalid preference is ignored; one that is too long is capped. */
function wishedSeconds(header: string | string[] | undefined): number | undefined {
  const preferences = String(header ?? '').split(',')
  const [, seconds] =
    preferences.map(p => /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:;.*)?$/i.exec(p)).find(m => m) ?? []
  return seconds === undefined ? undefined : Math.min(Number(seconds), MAX_SECONDS)
}
