// What a payment does next: pure and total. Read this to know what
// happens in a case; everything else in the room carries it out.
import type { Outcome, Proof } from '../core/outcome.ts'
import { add, larger, msat, subtract, ZERO, type Msat } from '../core/msat.ts'

export type State = 'held' | 'sent' | 'settled' | 'released'

/** What is set aside: amount + fee ceiling + surcharge, so that no later fee can overdraw. */
export type Terms = {
  readonly amountMsat: Msat
  readonly maxFeeMsat: Msat
  readonly surchargeMsat: Msat
}

/** Why a payment that was never sent gives the money back. */
export type Withdrawal = 'expired' | 'queued_too_long' | 'cancelled' | 'hash_taken_at_node'

export type Event =
  /** Its turn at the node has come and the node shows nothing of this hash. */
  | { readonly is: 'turn' }
  | { readonly is: 'withdrawn'; readonly why: Withdrawal }
  /** What the node's own list of parts comes down to, and how long ago it was sent. */
  | { readonly is: 'looked'; readonly outcome: Outcome; readonly sentAgoMs: number }
  /** An operator ends what hangs, with two facts that were looked up for it. */
  | { readonly is: 'resolved'; readonly proof: Proof }

/** An entry, by the names that its accounts have in this room. */
export type Move = {
  readonly kind: 'settle' | 'surcharge' | 'change' | 'release' | 'loss'
  readonly from: 'held' | 'losses'
  readonly to: 'lightning' | 'surcharges' | 'user'
  readonly amountMsat: Msat
}

export type Then =
  | { readonly is: 'call' }
  /** Ask again, sooner if a part is known to hang. */
  | { readonly is: 'look' }
  | { readonly is: 'alarm'; readonly what: 'stuck' | 'sent_above_hold' | 'foreign_rows' }
  | { readonly is: 'tell' }

export type Decision = {
  readonly next: State
  readonly moves: readonly Move[]
  /** Set once it is known, though the sum is not: the caller may be told that it is paid. */
  readonly preimage?: string
  readonly stuck?: boolean
  readonly then: readonly Then[]
}

/**
 * After this long with a part still out, people are
 * told and the operator is (safe-payer.md 3.3, 7 c).
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
      // The end is the end: a late event, told twice or out of order, changes nothing.
      return { next: state, moves: [], then: [] }
    default:
      return state satisfies never
  }
}

function fromHeld(terms: Terms, event: Event): Decision {
  switch (event.is) {
    case 'turn':
      return { next: 'sent', moves: [], then: [{ is: 'call' }] }
    case 'withdrawn':
      return {
        next: 'released',
        moves: [release(terms)],
        then:
          event.why === 'hash_taken_at_node'
            ? [{ is: 'alarm', what: 'foreign_rows' }, { is: 'tell' }]
            : [{ is: 'tell' }]
      }
    case 'looked':
    case 'resolved':
      // Nothing of it was sent, so whatever the node shows is not this payment's.
      return { next: 'held', moves: [], then: [] }
    default:
      return event satisfies never
  }
}

function fromSent(terms: Terms, event: Event): Decision {
  switch (event.is) {
    case 'turn':
    case 'withdrawn':
      // The point of no return lies behind it: it is sent once, and only evidence ends it.
      return { next: 'sent', moves: [], then: [] }
    case 'looked':
      return looked(terms, event.outcome, event.sentAgoMs)
    case 'resolved':
      return resolved(terms, event.proof)
    default:
      return event satisfies never
  }
}

function looked(terms: Terms, outcome: Outcome, sentAgoMs: number): Decision {
  switch (outcome.is) {
    case 'settled':
      return {
        next: 'settled',
        preimage: outcome.preimage,
        ...settle(terms, outcome.amountSentMsat)
      }
    case 'paid':
      return waits(sentAgoMs, { preimage: outcome.preimage, then: [{ is: 'tell' }] })
    case 'failed':
      return { next: 'released', moves: [release(terms)], then: [{ is: 'tell' }] }
    case 'unknown':
      return waits(sentAgoMs, { then: [] })
    default:
      return outcome satisfies never
  }
}

function waits(sentAgoMs: number, known: Pick<Decision, 'preimage' | 'then'>): Decision {
  const stuck = sentAgoMs >= STUCK_AFTER_MS
  return {
    next: 'sent',
    moves: [],
    ...known,
    ...(stuck && { stuck }),
    then: [...known.then, ...(stuck ? STUCK : []), { is: 'look' }]
  }
}

const STUCK: readonly Then[] = [{ is: 'alarm', what: 'stuck' }]

function resolved(terms: Terms, proof: Proof): Decision {
  switch (proof.is) {
    case 'cleared':
      return { next: 'released', moves: [release(terms)], then: [{ is: 'tell' }] }
    case 'paid':
      return { next: 'settled', preimage: proof.preimage, ...settle(terms, proof.amountSentMsat) }
    default:
      return proof satisfies never
  }
}

const release = (terms: Terms): Move => ({
  kind: 'release',
  from: 'held',
  to: 'user',
  amountMsat: hold(terms)
})

function settle(terms: Terms, sentMsat: Msat): Pick<Decision, 'moves' | 'then'> {
  const ceiling = add(terms.amountMsat, terms.maxFeeMsat)
  const excess = msat(larger(sentMsat, ceiling) - ceiling)
  const fromHold = subtract(sentMsat, excess)
  const moves: readonly Move[] = [
    { kind: 'settle', from: 'held', to: 'lightning', amountMsat: fromHold },
    { kind: 'surcharge', from: 'held', to: 'surcharges', amountMsat: terms.surchargeMsat },
    { kind: 'change', from: 'held', to: 'user', amountMsat: subtract(ceiling, fromHold) },
    // More was sent than was set aside: the house bears it, nobody's balance does.
    { kind: 'loss', from: 'losses', to: 'lightning', amountMsat: excess }
  ]
  return {
    moves: moves.filter(move => move.amountMsat > ZERO),
    then:
      excess > ZERO ? [{ is: 'alarm', what: 'sent_above_hold' }, { is: 'tell' }] : [{ is: 'tell' }]
  }
}
