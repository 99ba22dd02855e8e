// Sends one request to an LNURL service, and reads its answer as the JSON object that LUD-01
// requires.
import { parse } from 'secure-json-parse'
import { AppError } from '../../core/errors.ts'
import { NetError } from '../../net/error.ts'
import type { Fetch } from '../../net/fetch.ts'
import { isObject } from '../../core/is-object.ts'
import { plainText } from '../../core/plain-text.ts'
import { refuseService } from './service-url.ts'

export type Web = {
  /** The guarded client, made with `LIMITS`. */
  readonly fetch: Fetch
  /** Allows services on this machine, over http: for the sandbox and tests. */
  readonly allowPrivate: boolean
}

export type Json = Readonly<Record<string, unknown>>

/** Limits of one answer; the deadline covers all its redirects together. */
export const LNURL_LIMITS = { deadlineMs: 10_000, maxBytes: 256_000 } as const
const REDIRECTS_MAX = 3
const REASON_MAX = 200

/**
 * @throws {AppError} `lapp_unavailable`, `lapp_refused`
 * with the service's reason, or `invoice_invalid`.
 */
export async function getJson(start: URL, web: Web): Promise<Json> {
  const signal = AbortSignal.timeout(LNURL_LIMITS.deadlineMs)
  const response = await follow(start, web, signal).catch((error: unknown) => {
    throw error instanceof NetError || signal.aborted ? explain(error, start.host) : error
  })
  const body = readObject(await response.text())
  if (body === undefined) {
    // LUD-01 ignores the status, but it distinguishes a service in trouble from an unrelated page.
    const trouble = response.status >= 500 || response.status === 429
    throw trouble
      ? new AppError('lapp_unavailable', `${start.host} has a problem; nothing was held`)
      : new AppError('invoice_invalid', `${start.host} takes no Lightning payments for that name`)
  }
  if (body['status'] !== 'ERROR') return body
  const reason = typeof body['reason'] === 'string' ? body['reason'] : 'no reason given'
  throw new AppError('lapp_refused', `${start.host} says: ${plainText(reason, REASON_MAX)}`)
}

/** The guarded client does not follow redirects: each hop is checked like the first. */
async function follow(start: URL, web: Web, signal: AbortSignal): Promise<Response> {
  let url = start
  for (let hops = 0; hops <= REDIRECTS_MAX; hops++) {
    const why = refuseService(url, web.allowPrivate)
    if (why !== undefined) throw new AppError('invoice_invalid', why)
    const headers = { accept: 'application/json' }
    const response = await web.fetch(url, { headers, redirect: 'manual', signal })
    const isRedirect = [301, 302, 303, 307, 308].includes(response.status)
    const location = isRedirect ? response.headers.get('location') : null
    const next = location === null ? null : URL.parse(location, url)
    if (next === null) return response
    url = next
  }
  throw new AppError('invoice_invalid', `${start.host} redirects without end`)
}

function explain(error: unknown, host: string): AppError {
  const why = error instanceof NetError ? error.why : 'timeout'
  switch (why) {
    case 'forbidden':
      return new AppError('invoice_invalid', `${host} is not a public address`, [], error)
    case 'too_large':
      return new AppError('invoice_invalid', `the answer of ${host} is too large`, [], error)
    case 'timeout':
    case 'unreachable':
      return new AppError(
        'lapp_unavailable',
        `${host} does not answer; nothing was held`,
        [],
        error
      )
    default:
      return why satisfies never
  }
}

function readObject(text: string): Json | undefined {
  try {
    const value: unknown = parse(text, { protoAction: 'error', constructorAction: 'error' })
    return isObject(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
