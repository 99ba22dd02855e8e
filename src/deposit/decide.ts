// Decides how incoming money is booked. Pure and total; amounts come from whoever received it,
// never from what was asked for.
import type { Id } from '../core/ids.ts'
import { ZERO, add, type Msat } from '../core/msat.ts'

export type State = 'creating' | 'pending' | 'settled' | 'expired'

export type Paid = { readonly label: string; readonly amountMsat: Msat }

export type Booking =
  /**
   * Credited to the deposit's account, whatever amount was asked for; also before `invoice` was
   * answered, and after it expired.
   */
  | { readonly is: 'credit'; readonly from: Exclude<State, 'settled'> }
  /**
   * Ours by its label, but without an owner: set aside in suspense for the operator, never dropped.
   */
  | { readonly is: 'suspense'; readonly why: 'no such deposit' | 'settled before' }
  /** Created by others on the same node: noted, not booked. */
  | { readonly is: 'foreign' }
  /** A receipt exists: it was counted before. */
  | { readonly is: 'known' }

/**
 * For payments that our own node delivers in order.
 * @param state of the deposit that the label names, undefined if there is none
 */
export function decide(paid: Paid, state: State | undefined, hasReceipt: boolean): Booking {
  if (hasReceipt) return { is: 'known' }
  if (!isOurs(paid.label) || paid.amountMsat === 0n) return { is: 'foreign' }
  switch (state) {
    case 'creating':
    case 'pending':
    case 'expired':
      return { is: 'credit', from: state }
    case 'settled':
      return { is: 'suspense', why: 'settled before' }
    case undefined:
      return { is: 'suspense', why: 'no such deposit' }
    default:
      return state satisfies never
  }
}

const OURS = 'dep:'

export const depositLabel = (deposit: Id): string => `${OURS}${deposit}`

export const isOurs = (label: string): boolean => label.startsWith(OURS)

/** The deposit named by a label, if the label has our form. */
export function depositOf(label: string): Id | undefined {
  const id = isOurs(label) ? label.slice(OURS.length) : ''
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? (id as Id) : undefined
}

/** One payment as its source reports it now. */
export type Evidence = {
  /** Together with the invoice, `method` and `payment` identify one payment for ever. */
  readonly method: string
  readonly payment: string
  readonly amountMsat: Msat
  /** Final; seen but reversible; or gone: double-spent or reorganised away. */
  readonly state: 'pending' | 'settled' | 'gone'
  /** For a Lightning payment, if the source reports it. */
  readonly paymentHash?: string | undefined
  /** The amount as paid, in its own coin, and the rate applied. */
  readonly currency?: string | undefined
  readonly value?: string | undefined
  readonly rate?: string | undefined
  readonly confirmations?: number | undefined
}

/**
 * - pending: seen, not credited
 * - small: below the minimum credited
 * - credited: once and for ever, to the user
 * - lost: credited, and gone since: a loss of the house
 * - vanished: gone before it was credited
 */
export type Noted = 'pending' | 'small' | 'credited' | 'lost' | 'vanished'

/** A payment that the ledger knows. */
export type Known = Pick<Evidence, 'method' | 'payment' | 'amountMsat' | 'confirmations'> & {
  readonly state: Noted
}

export type Step =
  /** Recorded for the first time, or changed, without moving money. */
  | { readonly is: 'note'; readonly to: 'pending' | 'small' | 'vanished' }
  /** Credits the user with the amount actually paid. */
  | { readonly is: 'credit' }
  /** The house covers an amount that is gone. */
  | { readonly is: 'lose' }
  /** It has reappeared. */
  | { readonly is: 'regain' }
  | { readonly is: 'stay' }

/** @param known undefined if it was never seen before */
export function judge(seen: Evidence['state'], known: Noted | undefined, enough: boolean): Step {
  switch (known) {
    case undefined:
    case 'pending':
    case 'vanished':
      return ofNew(seen, known, enough)
    case 'credited':
      return { is: seen === 'gone' ? 'lose' : 'stay' }
    case 'lost':
      return { is: seen === 'settled' ? 'regain' : 'stay' }
    case 'small':
      return { is: 'stay' }
    default:
      return known satisfies never
  }
}

function ofNew(
  seen: Evidence['state'],
  known: 'pending' | 'vanished' | undefined,
  enough: boolean
): Step {
  switch (seen) {
    case 'settled':
      return enough ? { is: 'credit' } : { is: 'note', to: 'small' }
    case 'pending':
      return known === 'pending' ? { is: 'stay' } : { is: 'note', to: 'pending' }
    case 'gone':
      return known === 'pending' ? { is: 'note', to: 'vanished' } : { is: 'stay' }
    default:
      return seen satisfies never
  }
}

export type Judged = {
  readonly evidence: Evidence
  /** undefined if it is recorded for the first time. */
  readonly known: Noted | undefined
  readonly step: Step
}

export type Verdict = {
  /** In the order of the evidence; only payments that change. */
  readonly moves: readonly Judged[]
  readonly state: State
  /** Total ever credited for the deposit; null if nothing was. */
  readonly receivedMsat: Msat | null
}

/**
 * Decides from the source's complete report on one deposit: a payment no longer listed is gone.
 * Idempotent: repeated, late or reordered reports lead to the same result.
 */
export function decideAll(
  state: Exclude<State, 'creating'>,
  known: readonly Known[],
  sighting: { readonly payments: readonly Evidence[]; readonly over: boolean },
  minMsat: Msat
): Verdict {
  const named = new Map(sighting.payments.map(one => [nameOf(one), one]))
  const missing = known
    .filter(one => !named.has(nameOf(one)))
    .map(({ method, payment, amountMsat }): Evidence => {
      return { method, payment, amountMsat, state: 'gone' }
    })
  const before = new Map(known.map(one => [nameOf(one), one]))
  const judged = [...named.values(), ...missing].map((evidence): Judged => {
    const at = before.get(nameOf(evidence))
    const enough = evidence.amountMsat >= minMsat && evidence.amountMsat > 0n
    const step = judge(evidence.state, at?.state, enough)
    return { evidence, known: at?.state, step: grown(step, evidence, at) }
  })
  const moves = judged.filter(({ step }) => step.is !== 'stay')
  const credits = moves.filter(({ step }) => step.is === 'credit')
  const had = known.filter(one => one.state === 'credited' || one.state === 'lost')
  const all = [...had, ...credits.map(({ evidence }) => evidence)].map(one => one.amountMsat)
  return {
    moves,
    state: all.length > 0 ? 'settled' : stateAfter(state, sighting.over),
    receivedMsat: all.length > 0 ? add(ZERO, ...all) : null
  }
}

/** New confirmations of a payment that is not final yet are recorded, for whoever looks at it. */
const grown = (step: Step, { state, confirmations }: Evidence, known: Known | undefined): Step =>
  state === 'pending' &&
  known?.state === 'pending' &&
  confirmations !== undefined &&
  confirmations !== known.confirmations
    ? { is: 'note', to: 'pending' }
    : step

const stateAfter = (state: Exclude<State, 'creating'>, over: boolean): State =>
  state === 'pending' && over ? 'expired' : state

/** Unique within one invoice; no source uses a line feed in its names. */
export const nameOf = ({ method, payment }: Pick<Known, 'method' | 'payment'>): string =>
  `${method}\n${payment}`
