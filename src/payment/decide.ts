// Decides what a payment does next: pure and total. Read this to know what happens in a case;
// everything else in the room carries it out.
import type { Outcome, Proof } from '../core/outcome.ts'
import { add, larger, msat, subtract, ZERO, type Msat } from '../core/msat.ts'

export type State = 'held' | 'sent' | 'settled' | 'released'

/**
 * The amount held: amount + fee ceiling + surcharge, so that no later fee can overdraw the balance.
 */
export type Terms = {
  readonly amountMsat: Msat
  readonly maxFeeMsat: Msat
  readonly surchargeMsat: Msat
}

/** Why a payment that was never sent is released. */
export type Cancellation =
  | 'expired'
  | 'queued_too_long'
  | 'requested'
  | 'pending_at_node'
  | 'paid_at_node'

export type Event =
  /** It has got its turn at the node, and the node shows nothing of this hash. */
  | { readonly is: 'turn' }
  | { readonly is: 'cancelled'; readonly why: Cancellation }
  /** The outcome concluded from the node's own list of parts. */
  | {
      readonly is: 'looked'
      readonly outcome: Outcome
      readonly sentAgoMs: number
      /** The fence could not be flushed (safe-payer.md 3.8): nothing is known of a lost call. */
      readonly unfenced: boolean
    }
  /** An operator ends a stuck payment, with facts that were looked up for it. */
  | { readonly is: 'resolved'; readonly proof: Proof }

/** An entry, by this room's names for its accounts. */
export type Move = {
  readonly kind: 'settle' | 'surcharge' | 'change' | 'release' | 'loss'
  readonly from: 'held' | 'losses'
  readonly to: 'lightning' | 'surcharges' | 'user'
  readonly amountMsat: Msat
}

/** What else has to be done when a decision is carried out. */
export type Then =
  | { readonly is: 'alarm'; readonly what: 'stuck' | 'sent_above_hold' | 'foreign_rows' }
  | { readonly is: 'tell' }

export type Decision = {
  readonly next: State
  readonly moves: readonly Move[]
  /** Set once it is known, even if the sum is not: the caller may be told that it is paid. */
  readonly preimage?: string
  readonly stuck?: boolean
  readonly then: readonly Then[]
}

/**
 * After this long without an end, the owner and the operator are notified (safe-payer.md 3.3, 7 c).
 */
export const STUCK_AFTER_MS = 600_000

export const hold = (terms: Terms): Msat =>
  add(terms.amountMsat, terms.maxFeeMsat, terms.surchargeMsat)

export function decide(state: State, terms: Terms, event: Event): Decision {
  switch (state) {
    case 'held':
      return fromHeld(terms, event)
    case 'sent':
      return fromSent(terms, event)
    case 'settled':
    case 'released':
      // An end is final: a late, repeated or reordered event changes nothing.
      return { next: state, moves: [], then: [] }
    default:
      return state satisfies never
  }
}

function fromHeld(terms: Terms, event: Event): Decision {
  switch (event.is) {
    case 'turn':
      return { next: 'sent', moves: [], then: [] }
    case 'cancelled': {
      const foreign = event.why === 'pending_at_node' || event.why === 'paid_at_node'
      return released(terms, foreign)
    }
    case 'looked':
    case 'resolved':
      // Nothing of it was sent, so any rows at the node belong to another payment.
      return { next: 'held', moves: [], then: [] }
    default:
      return event satisfies never
  }
}

function fromSent(terms: Terms, event: Event): Decision {
  switch (event.is) {
    case 'turn':
    case 'cancelled':
      // Past the point of no return: it is sent once, and only evidence ends it.
      return { next: 'sent', moves: [], then: [] }
    case 'looked':
      return looked(terms, event)
    case 'resolved':
      return resolved(terms, event.proof)
    default:
      return event satisfies never
  }
}

function looked(terms: Terms, event: Event & { readonly is: 'looked' }): Decision {
  const { outcome } = event
  switch (outcome.is) {
    case 'settled':
      return {
        next: 'settled',
        preimage: outcome.preimage,
        ...settle(terms, outcome.amountSentMsat)
      }
    case 'paid':
      return {
        ...waits(event),
        preimage: outcome.preimage,
        then: [{ is: 'tell' }, ...waits(event).then]
      }
    case 'failed':
      return released(terms, outcome.paidByOthers)
    case 'unknown':
      return waits(event)
    default:
      return outcome satisfies never
  }
}

/** Time marks it as stuck, as does a fence that cannot be flushed; neither ends it. */
const waits = ({ sentAgoMs, unfenced }: Event & { readonly is: 'looked' }): Decision =>
  sentAgoMs >= STUCK_AFTER_MS || unfenced
    ? { next: 'sent', moves: [], stuck: true, then: [{ is: 'alarm', what: 'stuck' }] }
    : { next: 'sent', moves: [], then: [] }

function resolved(terms: Terms, proof: Proof): Decision {
  switch (proof.is) {
    case 'cleared':
      return released(terms, false)
    case 'paid':
      return { next: 'settled', preimage: proof.preimage, ...settle(terms, proof.amountSentMsat) }
    default:
      return proof satisfies never
  }
}

/** @param foreign the node shows this hash as another payer's */
const released = (terms: Terms, foreign: boolean): Decision => ({
  next: 'released',
  moves: [{ kind: 'release', from: 'held', to: 'user', amountMsat: hold(terms) }],
  then: foreign ? [{ is: 'alarm', what: 'foreign_rows' }, { is: 'tell' }] : [{ is: 'tell' }]
})

function settle(terms: Terms, sentMsat: Msat): Pick<Decision, 'moves' | 'then'> {
  const ceiling = add(terms.amountMsat, terms.maxFeeMsat)
  const excess = msat(larger(sentMsat, ceiling) - ceiling)
  const fromHold = subtract(sentMsat, excess)
  const moves: readonly Move[] = [
    { kind: 'settle', from: 'held', to: 'lightning', amountMsat: fromHold },
    { kind: 'surcharge', from: 'held', to: 'surcharges', amountMsat: terms.surchargeMsat },
    { kind: 'change', from: 'held', to: 'user', amountMsat: subtract(ceiling, fromHold) },
    // More was sent than was held: the house bears the difference, never the user's balance.
    { kind: 'loss', from: 'losses', to: 'lightning', amountMsat: excess }
  ]
  return {
    moves: moves.filter(move => move.amountMsat > ZERO),
    then:
      excess > ZERO ? [{ is: 'alarm', what: 'sent_above_hold' }, { is: 'tell' }] : [{ is: 'tell' }]
  }
}
