// Why the guarded client has no answer.

/**
 * - forbidden: the address may not be reached; nothing was sent
 * - timeout: the whole answer was not there in time
 * - too_large: the answer is larger than we take, or compressed
 * - unreachable: anything else that is wrong on the way
 */
export type NetFailure = 'forbidden' | 'timeout' | 'too_large' | 'unreachable'

/** A TypeError, as `fetch` throws where there is no response. */
export class NetError extends TypeError {
  override readonly name = 'NetError'
  readonly why: NetFailure

  constructor(why: NetFailure, message: string, cause?: unknown) {
    super(message, { cause })
    this.why = why
  }
}
