// Decides how the node's rows for a payment label of ours are booked. Pure and total.
import { msat, ZERO, type Msat } from '../core/msat.ts'

/** The payment named by the label, as in the ledger; undefined: the ledger has lost it. */
export type Known =
  | { readonly state: 'held' | 'sent' | 'released' }
  | { readonly state: 'settled'; readonly amountSentMsat: Msat }
  | undefined

export type Booking =
  | { readonly is: 'nothing' }
  /** Restores it as a sent payment, with its hold: the payer ends it by the evidence. */
  | { readonly is: 'rebuild' }
  /** More was sent than was booked: booked against the account, or set aside for an operator. */
  | { readonly is: 'book'; readonly amountMsat: Msat }

/**
 * @param completeMsat what the complete parts with this label have sent
 * @param bookedMsat what earlier sweeps have booked for it
 */
export function decide(completeMsat: Msat, known: Known, bookedMsat: Msat): Booking {
  if (known === undefined && bookedMsat === ZERO)
    return completeMsat === ZERO ? { is: 'nothing' } : { is: 'rebuild' }
  switch (known?.state) {
    case 'held':
    case 'sent':
      // Its driver sees the same rows.
      return { is: 'nothing' }
    case 'settled':
      return beyond(completeMsat, known.amountSentMsat + bookedMsat)
    case 'released':
    case undefined:
      return beyond(completeMsat, bookedMsat)
    default:
      return known satisfies never
  }
}

const beyond = (sentMsat: Msat, knownMsat: bigint): Booking =>
  sentMsat > knownMsat ? { is: 'book', amountMsat: msat(sentMsat - knownMsat) } : { is: 'nothing' }
