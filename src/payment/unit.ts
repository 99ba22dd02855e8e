// Translates a decision to the ledger: entries and the payment's next state, as one unit. Pure, ids
// are passed in.
import { HOUSE, heldAccountOf, type Id } from '../core/ids.ts'
import { add } from '../core/msat.ts'
import type { AccountEvent, Claim, Entry, Guard, Unit, Value } from '../ledger/unit.ts'
import type { Decision, Move, State } from './decide.ts'
import type { PaymentRow } from './entity.ts'

export type Stamp = {
  readonly payment: {
    readonly id: Id
    readonly account: Id
    readonly purchase: Id | null
    readonly budgeted: boolean
  }
  readonly newId: () => Id
}

/** The unit that moves a payment on from `state` as decided; `set` adds what else is known now. */
export const unitOf = (
  { payment, newId }: Stamp,
  state: State,
  decision: Pick<Decision, 'next' | 'moves'>,
  set: Readonly<Record<string, Value>>
): Unit => ({
  entries: decision.moves.map(move => entry(move, payment, newId())),
  guards: [paymentGuard(payment.id, state, { ...set, state: decision.next })],
  claims: isEnd(state, decision) && payment.budgeted ? [unspent(payment.id, decision.moves)] : [],
  outbox: eventsOf(payment, state, decision.next)
})

const isEnd = (state: State, { next }: Pick<Decision, 'next'>): boolean =>
  next !== state && (next === 'settled' || next === 'released')

/** Tells the budgets of its key what was finally spent: what left the hold for good. */
const unspent = (subject: Id, moves: readonly Move[]): Claim => ({
  is: 'unspend',
  subject,
  keptMsat: add(
    ...moves
      .filter(({ from, to }) => from === 'held' && to !== 'user')
      .map(({ amountMsat }) => amountMsat)
  )
})

/** For a payment of a purchase, the event is the purchase's. */
function eventsOf(
  { id, account, purchase }: Stamp['payment'],
  from: State,
  next: State
): readonly AccountEvent[] {
  if (next === from || (next !== 'settled' && next !== 'released')) return []
  const types =
    purchase === null
      ? ({ settled: 'payment.succeeded', released: 'payment.failed' } as const)
      : ({ settled: 'purchase.paid', released: 'purchase.failed' } as const)
  return [{ account, type: types[next], subject: purchase ?? id }]
}

export const paymentGuard = (id: Id, from: State | null, set: Guard['set']): Guard => ({
  table: 'payment',
  id,
  from,
  set
})

const entry = (move: Move, payment: Stamp['payment'], id: Id): Entry => ({
  id,
  debit: move.from === 'held' ? heldAccountOf(payment.account) : HOUSE.losses,
  credit: move.to === 'user' ? payment.account : HOUSE[move.to],
  amountMsat: move.amountMsat,
  kind: move.kind,
  subject: payment.id
})

/** Why it has failed, as its owner reads it. */
export type Reason = { readonly code: string; readonly detail: string }

export const PAID_BY_OTHERS: Reason = {
  code: 'already_paid',
  detail: 'Somebody else has paid this invoice from the same node; nothing was paid from here.'
}

/** The columns recorded when a payment ends. */
export function ending(
  row: Pick<PaymentRow, 'preimage'>,
  decision: Decision,
  reason: Reason | undefined,
  endedBy: string
): Readonly<Record<string, Value>> {
  const ended = { finished_at: 'now', ended_by: endedBy, stuck: false }
  if (decision.next === 'settled') {
    const sent = decision.moves
      .filter(move => move.to === 'lightning')
      .reduce((sum, move) => sum + move.amountMsat, 0n)
    return { ...ended, amount_sent_msat: sent, preimage: decision.preimage ?? row.preimage }
  }
  if (reason === undefined) return ended
  return { ...ended, error_code: reason.code, error_detail: reason.detail }
}
