// Tells when the client of an HTTP response has gone, also if that was before anybody asked:
// `close` is emitted once, and nobody who listens later hears of it.
import type { ServerResponse } from 'node:http'

export function whenGone(response: ServerResponse, then: () => void): void {
  if (response.destroyed) then()
  else response.once('close', then)
}

/** @param reason what the signal is aborted with, if not an AbortError */
export function goneSignal(response: ServerResponse, reason?: unknown): AbortSignal {
  const gone = new AbortController()
  whenGone(response, () => gone.abort(reason))
  return gone.signal
}
