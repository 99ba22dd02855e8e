// Where `ctx.http` may go: the base address and the
// hosts of lapp.json, carried out by the guarded client.
import { NetError, type NetFailure } from '../../net/error.ts'
import type { Fetch } from '../../net/fetch.ts'
import type { Manifest } from '../contract/manifest.ts'
import type { FetchMessage, Header } from './protocol.ts'

/** The two guarded clients of `net/`: for what LApps name, and for what the operator chose. */
export type Clients = { readonly named: Fetch; readonly chosen: Fetch }

/** In `hosts` of lapp.json: any public host. */
export const ANYWHERE = '*'

export type Reached =
  | {
      readonly is: 'response'
      readonly status: number
      readonly headers: readonly Header[]
      readonly body: string
    }
  | { readonly is: 'no-response'; readonly why: NetFailure | 'undeclared' }

export type Reach = {
  /** Never throws. */
  readonly fetch: (request: FetchMessage, signal: AbortSignal) => Promise<Reached>
  /** Whether only `*` in `hosts` lets it go there: whoever buys named the host, not the LApp. */
  readonly isNamedByBuyer: (url: string) => boolean
}

/** @param override the operator's own base address, which may be anywhere */
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
    // Any public host is still a public one, over https: that is `named`.
    return further.has(origin) || hosts.includes(ANYWHERE) ? named : undefined
  }
  const isNamedByBuyer = (url: string): boolean => {
    const origin = URL.parse(url)?.origin
    if (origin === undefined || !hosts.includes(ANYWHERE)) return false
    return ![own, base].includes(origin) && !further.has(origin)
  }
  const reached: Reach['fetch'] = async ({ url: asked, method, headers, body }, signal) => {
    // Where the operator has replaced the service, its own address leads there too.
    const isOwn = override !== undefined && URL.parse(asked)?.origin === own
    const address = isOwn ? base + asked.slice(own.length) : asked
    const fetch = clientFor(URL.parse(address)?.origin)
    if (fetch === undefined) return { is: 'no-response', why: 'undeclared' }
    try {
      const init = {
        method,
        headers: headers.map(([name, value]): [string, string] => [name, value])
      }
      const bytes = body === null ? null : Buffer.from(body, 'base64')
      const response = await fetch(address, { ...init, body: bytes, signal })
      const answer = Buffer.from(await response.arrayBuffer()).toString('base64')
      return {
        is: 'response',
        status: response.status,
        headers: [...response.headers],
        body: answer
      }
    } catch (error) {
      return { is: 'no-response', why: error instanceof NetError ? error.why : 'unreachable' }
    }
  }
  return { fetch: reached, isNamedByBuyer }
}
