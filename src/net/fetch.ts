// The guarded client, the only way to URLs that people or LApps name: `fetch` with limits and
// address checks.
import { Agent, errors, request as send, type Dispatcher } from 'undici'
import { aborted } from '../core/with-deadline.ts'
import { guardedConnect } from './connect.ts'
import { refuseUrl, type Rules } from './decide.ts'
import { NetError } from './error.ts'
import type { Resolve } from './resolve.ts'

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

export type Guarded = { readonly fetch: Fetch; readonly close: () => Promise<void> }

/**
 * Responses are complete or fail: read to the end within `deadlineMs` and `maxBytes`; redirects are
 * returned, never followed. No compression is requested, and a compressed response is refused: no
 * decompression bombs.
 */
export function guardedFetch(options: {
  readonly rules: Rules
  readonly resolve: Resolve
  readonly deadlineMs?: number
  readonly maxBytes?: number
}): Guarded {
  const { rules, resolve, deadlineMs = 10_000, maxBytes = 1_000_000 } = options
  const agent = new Agent({
    connect: guardedConnect(rules, resolve, deadlineMs),
    connections: 64,
    maxHeaderSize: 16_384,
    maxResponseSize: maxBytes,
    headersTimeout: deadlineMs,
    bodyTimeout: deadlineMs
  })
  return {
    async fetch(input, init) {
      const url = URL.parse(input instanceof Request ? input.url : input)
      const bad = url === null ? 'that is no address' : refuseUrl(url, rules)
      if (url === null || bad !== undefined) throw new NetError('forbidden', bad ?? '')
      const wanted = new Request(input, init)
      // bodyTimeout only limits idle time: this timer ends a body that drips.
      const deadline = new AbortController()
      const timer = setTimeout(() => deadline.abort(), deadlineMs)
      try {
        const signal = AbortSignal.any([deadline.signal, wanted.signal])
        return await Promise.race([exchange(url, wanted, agent, maxBytes, signal), end(signal)])
      } catch (error) {
        wanted.signal.throwIfAborted()
        const late = deadline.signal.aborted
        throw late ? new NetError('timeout', 'no whole answer in time', error) : named(error)
      } finally {
        clearTimeout(timer)
      }
    },
    close: () => agent.destroy()
  }
}

async function exchange(
  url: URL,
  wanted: Request,
  dispatcher: Dispatcher,
  maxBytes: number,
  signal: AbortSignal
): Promise<Response> {
  const body = wanted.body === null ? null : new Uint8Array(await wanted.arrayBuffer())
  const {
    statusCode,
    headers,
    body: stream
  } = await send(url, {
    method: wanted.method,
    headers: sendable(wanted.headers),
    body,
    dispatcher,
    signal
  })
  const bad = refuseHead(headers, maxBytes)
  if (bad !== undefined) {
    stream.on('error', () => undefined).destroy()
    throw new NetError('too_large', bad)
  }
  const bytes = await stream.bytes()
  const hasBody = statusCode !== 204 && statusCode !== 205 && statusCode !== 304
  return new Response(hasBody ? bytes : null, { status: statusCode, headers: received(headers) })
}

/** Checks what the headers already tell about the body. */
function refuseHead(headers: NodeJS.Dict<string | string[]>, maxBytes: number): string | undefined {
  if (Number(headers['content-length'] ?? 0) > maxBytes) return 'the answer is too large'
  return (headers['content-encoding'] ?? 'identity') === 'identity'
    ? undefined
    : 'the answer is compressed, though nobody asked for that'
}

/**
 * undici heeds a signal only once connected; a name that resolves slowly would outlive the
 * deadline.
 */
async function end(signal: AbortSignal): Promise<never> {
  await aborted(signal)
  throw signal.reason
}

/** Headers that frame the message or name its target are set by the client only. */
const OURS =
  /^(host|connection|keep-alive|content-length|transfer-encoding|te|trailer|upgrade|expect|accept-encoding|proxy-.*)$/

function sendable(headers: Headers): Record<string, string> {
  const kept = [...headers].filter(([name]) => !OURS.test(name))
  return { ...Object.fromEntries(kept), 'accept-encoding': 'identity' }
}

function received(headers: NodeJS.Dict<string | string[]>): Headers {
  const result = new Headers()
  for (const [name, values = []] of Object.entries(headers)) {
    for (const value of [values].flat()) result.append(name, value)
  }
  return result
}

function named(error: unknown): NetError {
  if (error instanceof NetError) return error
  const tooLarge =
    error instanceof errors.ResponseExceededMaxSizeError ||
    error instanceof errors.HeadersOverflowError
  if (tooLarge) return new NetError('too_large', 'the answer is too large', error)
  return new NetError('unreachable', 'no answer from there', error)
}
