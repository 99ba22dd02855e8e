// What the node's word on a payment that bears our label is to the books. Pure and total.
import { msat, ZERO, type Msat } from '../core/msat.ts'

/** The payment that the label names, as the ledger has it; undefined: the ledger has lost it. */
export type Known =
  | { readonly state: 'held' | 'sent' | 'released' }
  | { readonly state: 'settled'; readonly amountSentMsat: Msat }
  | undefined

export type Booking =
  | { readonly is: 'nothing' }
  /** It is there again as one that was sent, with its hold: the payer ends it by the evidence. */
  | { readonly is: 'rebuild' }
  /**
   * More has left than was booked: it is booked against the account, or set aside for an operator.
   */
  | { readonly is: 'book'; readonly amountMsat: Msat }

/**
 * @param completeMsat what the parts that bear the label and are complete have sent
 * @param bookedMsat what earlier sweeps have booked of it
 */
export function decide(completeMsat: Msat, known: Known, bookedMsat: Msat): Booking {
  if (known === undefined && bookedMsat === ZERO)
    return completeMsat === ZERO ? { is: 'nothing' } : { is: 'rebuild' }
  switch (known?.state) {
    case 'held':
    case 'sent':
      // Whoever drives it sees the same rows.
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
