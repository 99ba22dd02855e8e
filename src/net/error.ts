// Why the guarded client has no response.

/**
 * - forbidden: the address may not be reached; nothing was sent
 * - timeout: the complete response did not arrive in time
 * - too_large: the response is larger than allowed, or compressed
 * - unreachable: any other network failure
 */
export type NetFailure = 'forbidden' | 'timeout' | 'too_large' | 'unreachable'

/** A TypeError, as `fetch` throws when there is no response. */
export class NetError extends TypeError {
  override readonly name = 'NetError'
  readonly why: NetFailure

  constructor(why: NetFailure, message: string, cause?: unknown) {
    super(message, { cause })
    this.why = why
  }
}
