// Restricts `ctx.http` to the base URL and the hosts of lapp.json, and sends requests through the
// guarded client.
import { NetError } from '../../net/error.ts'
import type { Fetch } from '../../net/fetch.ts'
import type { Manifest } from '../contract/manifest.ts'
import type { FetchMessage, Reached } from './protocol.ts'

/**
 * The two guarded clients of `net/`: for hosts named by LApps, and for those chosen by the
 * operator.
 */
export type Clients = { readonly named: Fetch; readonly chosen: Fetch }

/** In `hosts` of lapp.json: allows any public host. */
export const ANYWHERE = '*'

export type Reach = {
  /** Never throws. */
  readonly fetch: (request: FetchMessage, signal: AbortSignal) => Promise<Reached>
  /** Whether it is allowed only by `*` in `hosts`: then the buyer named the host, not the LApp. */
  readonly isNamedByBuyer: (url: string) => boolean
}

/** @param override the operator's own base URL, which may be anywhere */
export function openReach(
  { url, hosts }: Pick<Manifest, 'url' | 'hosts'>,
  override: string | undefined,
  { named, chosen }: Clients
): Reach {
  const own = new URL(url).origin
  const base = new URL(override ?? url).origin
  const further = new Set(hosts.map(host => `https://${host}`))
  const clientFor = (origin: string | undefined): Fetch | undefined => {
    if (origin === base) return override === undefined ? named : chosen
    if (origin === undefined) return undefined
    // "Any public host" still means public, and https: that is `named`.
    return further.has(origin) || hosts.includes(ANYWHERE) ? named : undefined
  }
  const isNamedByBuyer = (url: string): boolean => {
    const origin = URL.parse(url)?.origin
    if (origin === undefined || !hosts.includes(ANYWHERE)) return false
    return ![own, base].includes(origin) && !further.has(origin)
  }
  const reached: Reach['fetch'] = async ({ url: asked, method, headers, body }, signal) => {
    // If the operator has replaced the service, requests to its original URL go to the replacement
    // too.
    const isOwn = override !== undefined && URL.parse(asked)?.origin === own
    const address = isOwn ? base + asked.slice(own.length) : asked
    const fetch = clientFor(URL.parse(address)?.origin)
    if (fetch === undefined) return { is: 'no-response', why: 'undeclared' }
    try {
      const response = await fetch(address, {
        method,
        headers: headers.map(([name, value]): [string, string] => [name, value]),
        body: body === null ? null : Buffer.from(body, 'base64'),
        signal
      })
      const answer = Buffer.from(await response.arrayBuffer()).toString('base64')
      const { status } = response
      return { is: 'response', status, headers: [...response.headers], body: answer }
    } catch (error) {
      return { is: 'no-response', why: error instanceof NetError ? error.why : 'unreachable' }
    }
  }
  return { fetch: reached, isNamedByBuyer }
}
