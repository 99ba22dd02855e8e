// A refusal in the Bot API's format (core.telegram.org/bots/api#making-requests).

export class Refused extends Error {
  readonly code: number
  /** Seconds to wait. */
  readonly retryAfter: number | undefined
  constructor(code: number, description: string, retryAfter?: number) {
    super(description)
    this.code = code
    this.retryAfter = retryAfter
  }
}

export const bad = (why: string): Refused => new Refused(400, `Bad Request: ${why}`)
