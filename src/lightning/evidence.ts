// What can be known of a payment that was sent: its one call, and each look at the node's own rows.
import type { Msat } from '../core/msat.ts'
import type { Part } from './port.ts'

/** One reading of `parts`, newer than the watermark. */
export type Look = {
  /** Monotonic, in ms, before they were asked for: the node read them no sooner. */
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

/** What is known of the one call of xpay. There is no error code: it never ends a payment. */
export type Call =
  /** Somebody waits for its answer: however old, it may still be carried out. */
  | { readonly is: 'open' }
  | { readonly is: 'unsent' }
  | {
      readonly is: 'success'
      readonly preimage: string
      readonly amountSentMsat: Msat
      readonly failedParts: number
    }
  /**
   * Answered with an error of xpay's own. `flushedMs`: from then on, on the clock of the looks,
   * xpay has shown every part that was on its way when it answered.
   */
  | { readonly is: 'refused'; readonly flushedMs: number | undefined }
  /**
   * Nobody will read an answer any more. `fencedMs`: from then on, on the clock of the looks, no
   * search of its finds a way, and a part that was made before shows.
   */
  | { readonly is: 'lost'; readonly fencedMs: number | undefined }

export type Evidence = {
  readonly paymentHash: string
  readonly label: string
  readonly call: Call
  /**
   * All looks since the payment was sent, oldest first;
   * those of an earlier run of the gateway may be missing.
   */
  readonly looks: readonly Look[]
  /** A preimage that was stored before. */
  readonly preimage: string | undefined
  /** xpay-slow-mode as it was when the payment was sent. */
  readonly slowMode: boolean
}
