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
   * Whether, before the rows were read, lightningd was
   * known to have started again since the payment was sent.
   */
  readonly restarted: boolean
  readonly parts: readonly Part[]
}

/** What is known of the one call of xpay. There is no error code: it never ends a payment. */
export type Call =
  | { readonly is: 'open' }
  | { readonly is: 'unsent' }
  | {
      readonly is: 'success'
      readonly preimage: string
      readonly amountSentMsat: Msat
      readonly failedParts: number
    }
  /**
   * Answered with an error; `atMs` on the clock of the
   * looks, or later (after a restart of ours: now).
   */
  | { readonly is: 'refused'; readonly atMs: number }
  | { readonly is: 'silent' }

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
  readonly retryForSeconds: number
  /** By the database's clock, when the latest look was asked for: what it showed is no younger. */
  readonly dispatchedAgoMs: number
}
