// The messages between the gateway and a LApp's process. Types only: `messages.ts` validates what
// comes from the LApp.
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
  | (Reached & { readonly fetch: number })
  | { readonly is: 'ping' }

/** What came of an HTTP request. */
export type Reached =
  | {
      readonly is: 'response'
      readonly status: number
      readonly headers: readonly Header[]
      readonly body: string
    }
  | { readonly is: 'no-response'; readonly why: NetFailure | 'undeclared' }

export type Described = {
  readonly input: unknown
  readonly output?: unknown
  readonly quotes: boolean
  readonly delivers: boolean
}

/**
 * An HTTP request of a LApp; bodies are base64. `fetch` is its number, `id` that of the call it
 * belongs to.
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

/** The result of a call, as reported by the LApp. */
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
