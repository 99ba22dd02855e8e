// The interface of an imitated shop: a table of its service's routes, and how it delivers what was
// paid.
import type { Seller, Till } from './till.ts'

export type Ask = {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** The fields of a form or JSON body; forms contain text only. */
  readonly body: Readonly<Record<string, unknown>>
  readonly accept: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The shop's base URL, without a trailing slash. */
  readonly origin: string
  /** Aborted when the client has disconnected. */
  readonly signal: AbortSignal
}

/** A text body is sent as text/plain, an object as JSON. */
export type Answer = {
  readonly status: number
  readonly body: string | object
  readonly headers?: Readonly<Record<string, string>>
}

/** `GET /path`; what stands above it is the line of the service's own contract that it imitates. */
type Route = `${'GET' | 'POST'} /${string}`

/** Its id is that of the LApp that buys here, or of another client. */
export type Shop = Seller & {
  readonly routes: Readonly<Record<Route, (ask: Ask, till: Till) => Answer | Promise<Answer>>>
}
