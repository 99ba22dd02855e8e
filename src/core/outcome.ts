// The outcome of a payment that was sent, by the node's own evidence. There is no "probably".
import type { Msat } from './msat.ts'

declare const evidence: unique symbol

/**
 * No part of it can ever be claimed. Only `lightning/answers` makes one, from the node's list of
 * parts (safe-payer.md 3.3 d).
 */
export type Failed = {
  readonly is: 'failed'
  /** Which of the conditions 3.3 d 1–4 held, for the audit trail. */
  readonly because: 'unsent' | 'answered' | 'restarted' | 'fenced' | 'failed_rows'
  /** The invoice was paid nevertheless, by another program on this node. */
  readonly paidByOthers: boolean
  readonly [evidence]: true
}

export type Outcome =
  | { readonly is: 'settled'; readonly preimage: string; readonly amountSentMsat: Msat }
  /**
   * A part is complete while others are pending: it is paid, but the exact sum is not known yet.
   */
  | { readonly is: 'paid'; readonly preimage: string }
  | Failed
  /** `pending`: whether the node shows a part in flight; if not, one may still come. */
  | { readonly is: 'unknown'; readonly pending: boolean }

declare const sight: unique symbol

/**
 * What allows an operator to end a stuck payment. Only `lightning/phantom` makes one, from two
 * readings of the node.
 */
export type Proof =
  /** No channel has an HTLC of it, and no part is complete: it can never be claimed. */
  | { readonly is: 'cleared'; readonly [sight]: true }
  /** One part is complete, and no channel has an HTLC of another. */
  | {
      readonly is: 'paid'
      readonly preimage: string
      readonly amountSentMsat: Msat
      readonly [sight]: true
    }
