// Answers requests from a recording: finds the exchange with the same method, URL and body.
import { isDeepStrictEqual } from 'node:util'
import { jsonIn } from '../../core/json-in.ts'
import { NetError } from '../../net/error.ts'
import type { Fetch } from '../../net/fetch.ts'
import type { Exchange } from './fixture.ts'

export type Fault = {
  readonly id: string
  readonly answer: (recorded: Exchange['response'], signal: AbortSignal) => Promise<Response>
  /** The fault may have hit nothing important, so that the LApp may succeed. */
  readonly harmless: boolean
}

export type Replay = {
  readonly fetch: Fetch
  /** The exchange that each request matched, in order. */
  readonly found: readonly number[]
  /** Requests that match no exchange. */
  readonly unrecorded: readonly string[]
}

/**
 * Exchanges with the same request are played in order, and the last one repeats.
 * @param toRecorded replaces the LApp's secrets by the recording's placeholders
 * @param broken one exchange that always fails
 */
export function replay(
  exchanges: readonly Exchange[],
  toRecorded: (text: string) => string = text => text,
  broken?: { readonly at: number; readonly fault: Fault }
): Replay {
  const found: number[] = []
  const unrecorded: string[] = []
  const used = new Set<number>()
  const fetch: Fetch = async (input, init) => {
    const { method, url, body, signal } = await asked(new Request(input, init), toRecorded)
    const fitting = exchanges.flatMap((exchange, at) =>
      fits(exchange, method, url, body) ? [at] : []
    )
    const at = fitting.find(one => !used.has(one)) ?? fitting.at(-1)
    const exchange = at === undefined ? undefined : exchanges[at]
    if (at === undefined || exchange === undefined) {
      unrecorded.push(`${method} ${url} ${body}`.slice(0, 500))
      throw new NetError('unreachable', 'it is not in the recording')
    }
    found.push(at)
    if (broken?.at === at) return broken.fault.answer(exchange.response, signal)
    used.add(at)
    return respond(exchange.response)
  }
  return { fetch, found, unrecorded }
}

/** The text of a recorded body. */
export const bodyOf = ({ json, text = '' }: Exchange['response']): string =>
  json === undefined ? text : JSON.stringify(json)

export function respond(response: Exchange['response']): Response {
  const { status, headers = {}, json } = response
  const type = json === undefined ? 'text/plain' : 'application/json'
  const empty = status === 204 || status === 205 || status === 304
  return new Response(empty ? null : bodyOf(response), {
    status,
    headers: { 'content-type': type, ...headers }
  })
}

async function asked(request: Request, toRecorded: (text: string) => string) {
  const { method, signal } = request
  return {
    method,
    url: toRecorded(request.url),
    body: toRecorded(await request.text()),
    signal
  }
}

function fits({ request }: Exchange, method: string, url: string, body: string): boolean {
  if (request.method !== method || new URL(request.url).href !== url) return false
  if (request.json !== undefined) return isDeepStrictEqual(jsonIn(body), request.json)
  return request.text === undefined || request.text === body
}
