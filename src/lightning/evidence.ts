// Types for what can be known of a sent payment: its one call, and each look at the node's own
// rows.
import type { Part, PayReply } from './port.ts'

/** One reading of `parts`, newer than the watermark. */
export type Look = {
  /** Monotonic ms, before the rows were requested: the node read them no earlier. */
  readonly askedMs: number
  /** When the rows had arrived: the node read them no later, though perhaps long before. */
  readonly atMs: number
  /**
   * Whether, before the rows were read, lightningd was known to be another process than the one
   * that the payment was sent to.
   */
  readonly restarted: boolean
  readonly parts: readonly Part[]
}

/** What is known of the one call of xpay. Contains no error code: codes never end a payment. */
export type Call =
  /** Somebody still waits for its answer: however old, it may still be carried out. */
  | { readonly is: 'open' }
  | { readonly is: 'unsent' }
  | Extract<PayReply, { readonly is: 'success' }>
  /**
   * Answered with an error of xpay's own. `flushedMs`: the time, on the clock of the looks, from
   * which xpay has shown every part that was under way when it answered.
   */
  | { readonly is: 'refused'; readonly flushedMs: number | undefined }
  /**
   * Nobody will read an answer any more. `fencedMs`: the time, on the clock of the looks, from
   * which no search of the call finds a route, and every part made before shows.
   */
  | { readonly is: 'lost'; readonly fencedMs: number | undefined }

export type Evidence = {
  readonly paymentHash: string
  readonly label: string
  readonly call: Call
  /**
   * All looks since the payment was sent, oldest first; those of an earlier run of the gateway may
   * be missing.
   */
  readonly looks: readonly Look[]
  /** A preimage stored earlier. */
  readonly preimage: string | undefined
  /** xpay-slow-mode at the time when the payment was sent. */
  readonly slowMode: boolean
}
