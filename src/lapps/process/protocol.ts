// What the gateway and a LApp's process say to each other.
// Only types: `messages.ts` checks what comes from the LApp.
import type { NetFailure } from '../../net/error.ts'
import type { Order, Paid, RefusalCode } from '../contract/define.ts'
import type { Input } from '../contract/form-check.ts'

export type Call = 'quote' | 'invoice' | 'deliver'

/** JSON has no bigint: msat pass as decimal digits. */
export type WireOrder = Omit<Order<Input>, 'msatMax'> & { readonly msatMax: string }
export type Ask = { readonly call: Call; readonly order: WireOrder; readonly paid?: Paid }
export type Header = readonly [name: string, value: string]

export type ToLApp =
  | {
      readonly is: 'hello'
      readonly index: string
      readonly url: string
      readonly secrets: Readonly<Record<string, string>>
    }
  | ({ readonly is: 'ask'; readonly id: number } & Ask)
  | { readonly is: 'cancel'; readonly id: number }
  | {
      readonly is: 'response'
      readonly fetch: number
      readonly status: number
      readonly headers: readonly Header[]
      readonly body: string
    }
  | { readonly is: 'no-response'; readonly fetch: number; readonly why: NetFailure | 'undeclared' }
  | { readonly is: 'ping' }

export type Described = {
  readonly input: unknown
  readonly output?: unknown
  readonly quotes: boolean
  readonly delivers: boolean
}

/**
 * A request of a LApp; bodies pass as base64. `fetch`
 * is its number, `id` that of the call that it serves.
 */
export type FetchMessage = {
  readonly is: 'fetch'
  readonly id: number
  readonly fetch: number
  readonly method: string
  readonly url: string
  readonly headers: readonly Header[]
  readonly body: string | null
}

export type LogMessage = {
  readonly is: 'log'
  readonly message: string
  readonly fields: Readonly<Record<string, string | number | boolean>>
}

/** How a call ended, by the LApp's own word. */
export type EndMessage =
  | { readonly is: 'done'; readonly id: number; readonly value: unknown }
  | {
      readonly is: 'refused'
      readonly id: number
      readonly code: RefusalCode
      readonly message: string
      readonly field?: string
    }
  | { readonly is: 'threw'; readonly id: number; readonly error: string }

export type FromLApp =
  | ({ readonly is: 'lapp' } & Described)
  | { readonly is: 'broken'; readonly why: string }
  | FetchMessage
  | { readonly is: 'unfetch'; readonly fetch: number }
  | EndMessage
  | LogMessage
  | { readonly is: 'pong' }
