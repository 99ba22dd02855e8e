// Sends one event to one webhook: a signed POST through the guarded client.
import type { Clock } from '../core/clock.ts'
import { NetError } from '../net/error.ts'
import type { Fetch } from '../net/fetch.ts'
import { bodyOf, eventName, type Present } from './body.ts'
import type { Answer } from './decide.ts'
import type { DueSend } from './due-sends.ts'
import { signed } from './sign.ts'

export type Sending = {
  readonly fetch: Fetch
  readonly present: Present
  readonly clock: Pick<Clock, 'date'>
  readonly stop: AbortSignal
}

/** @throws errors of our own database: they are not the receiver's fault. */
export async function send(
  { webhook, event }: Pick<DueSend, 'webhook' | 'event'>,
  { fetch, present, clock, stop }: Sending
): Promise<Answer> {
  const body = await bodyOf(event, present)
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'LApp-Gateway',
    ...signed(eventName(event.id), body, webhook, clock.date())
  }
  try {
    const answer = await fetch(webhook.url, { method: 'POST', headers, body, signal: stop })
    return {
      is: 'answered',
      status: answer.status,
      retryAfterMs: retryAfter(answer.headers.get('retry-after'))
    }
  } catch (error) {
    if (!(error instanceof NetError)) throw error
    return { is: 'silence', why: error.message }
  }
}

/** Seconds only: for a date our own pauses apply. */
const retryAfter = (text: string | null): number | undefined =>
  text !== null && /^\d{1,6}$/.test(text) ? Number(text) * 1_000 : undefined
