// `ctx.http` inside a LApp's process: ky over a fetch that sends each request as a message to the
// gateway.
import type * as Ky from 'ky'
import { Refusal } from '../contract/define.ts'
import type { NetFailure } from '../../net/error.ts'
import type { FromLApp, ToLApp } from './protocol.ts'

/**
 * Loaded for the first call: with Node's own `Request`, which it looks at, it takes longer than all
 * the rest, and a process that only describes its LApp asks for nothing.
 */
let ky: typeof Ky | undefined

type Reply = Extract<ToLApp, { is: 'response' | 'no-response' }>

/** Pending requests, by number, for all calls of this process. */
export class Requests {
  readonly #send: (message: FromLApp) => void
  readonly #waiting = new Map<number, (reply: Reply) => void>()
  #count = 0

  constructor(send: (message: FromLApp) => void) {
    this.#send = send
  }

  answer(reply: Reply): void {
    this.#waiting.get(reply.fetch)?.(reply)
    this.#waiting.delete(reply.fetch)
  }

  /** A ky for one call. A POST is sent only once, whatever happens; a GET may be retried. */
  async http(id: number, baseUrl: string, signal: AbortSignal): Promise<Ky.KyInstance> {
    ky ??= await import('ky')
    return ky.default.create({
      baseUrl,
      signal,
      timeout: 9_000,
      retry: { limit: 1, methods: ['get'], maxRetryAfter: 2_000 },
      parseJson,
      fetch: (input, init) => this.#fetch(id, new Request(input, init))
    })
  }

  async #fetch(id: number, request: Request): Promise<Response> {
    const { method, url, signal } = request
    const bytes = request.body === null ? null : await request.bytes()
    signal.throwIfAborted()
    const fetch = ++this.#count
    const { promise, resolve, reject } = Promise.withResolvers<Reply>()
    this.#waiting.set(fetch, resolve)
    const onAbort = (): void => {
      this.#waiting.delete(fetch)
      this.#send({ is: 'unfetch', fetch })
      reject(signal.reason)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    const headers = [...request.headers]
    this.#send({ is: 'fetch', id, fetch, method, url, headers, body: bytes?.toBase64() ?? null })
    try {
      return toResponse(url, await promise)
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }
}

function toResponse(url: string, reply: Reply): Response {
  if (reply.is === 'response') {
    const { status, headers, body } = reply
    const bytes = body === '' ? null : Uint8Array.fromBase64(body)
    return new Response(bytes, { status, headers: headers.map(([name, value]) => [name, value]) })
  }
  if (reply.why === 'undeclared') {
    throw new Error(`${new URL(url).host} is neither the url nor among the hosts of lapp.json`)
  }
  // This message tells ky that the network failed, so that it may retry a GET.
  throw new TypeError('fetch failed', { cause: reply.why })
}

/**
 * A service's JSON is untrusted: invalid JSON is the service's fault, and `__proto__` is not a
 * field.
 */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => (key === '__proto__' ? undefined : value))
  } catch (cause) {
    throw new Refusal('upstream', 'The service answered something that is not JSON.', { cause })
  }
}

/** A ky error that a LApp does not catch is the service's fault, so that a LApp needs no catch. */
export function asRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (ky?.isKyError(error) !== true) return undefined
  const more = ky.isHTTPError(error) ? ` ${error.response.status}` : netFailureIn(error)
  return new Refusal('upstream', `The service did not answer as it should: ${error.name}${more}.`)
}

/** What kept the answer from the LApp, which ky calls a network error whatever it was. */
function netFailureIn({ cause }: Error): string {
  if (!(cause instanceof Error)) return ''
  const why = REASONS.get(cause.cause)
  return why === undefined ? netFailureIn(cause) : `, ${why}`
}

const REASONS: ReadonlyMap<unknown, string> = new Map(
  Object.entries({
    too_large: 'its answer was above a megabyte, or compressed',
    forbidden: 'its address is not a public one',
    timeout: 'it took too long',
    unreachable: 'nothing answers at its address'
  } satisfies Record<NetFailure, string>)
)
