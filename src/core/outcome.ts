// How a payment that was sent stands by the node's own evidence. There is no "probably".
import type { Msat } from './msat.ts'

declare const evidence: unique symbol

/**
 * Nothing of it can ever be claimed. Only `lightning/answers`
 * makes one, from the node's list of parts (safe-payer.md 3.3 d).
 */
export type Failed = {
  readonly is: 'failed'
  /** Which of the conditions 3.3 d 1–4 held, for the audit trail. */
  readonly because: 'unsent' | 'answered' | 'restarted' | 'fenced' | 'failed_rows'
  /** The invoice is paid all the same, by another program of this node. */
  readonly paidByOthers: boolean
  readonly [evidence]: true
}

export type Outcome =
  | { readonly is: 'settled'; readonly preimage: string; readonly amountSentMsat: Msat }
  /** A part is complete while others still hang: it is paid, the exact sum is not known yet. */
  | { readonly is: 'paid'; readonly preimage: string }
  | Failed
  /** `pending` tells whether the node shows a part in flight; without one there may still be. */
  | { readonly is: 'unknown'; readonly pending: boolean }

declare const sight: unique symbol

/**
 * What an operator may end a hanging payment by. Only
 * `lightning/phantom` makes one, from two looks at the node.
 */
export type Proof =
  /** No channel has an HTLC of it, and no part of it is complete: it can never be claimed. */
  | { readonly is: 'cleared'; readonly [sight]: true }
  /** A part of it is complete, and no channel has an HTLC of another. */
  | {
      readonly is: 'paid'
      readonly preimage: string
      readonly amountSentMsat: Msat
      readonly [sight]: true
    }
