// What an invoice that the node says was paid is to the books. Pure and
// total; amounts come from the node, never from what was asked for.
import type { Id } from '../core/ids.ts'
import type { Msat } from '../core/msat.ts'

export type State = 'creating' | 'pending' | 'settled' | 'expired'

export type Paid = { readonly label: string; readonly amountMsat: Msat }

export type Booking =
  /**
   * To the deposit's account, whatever was asked for; also
   * before `invoice` was answered, and after it expired.
   */
  | { readonly is: 'credit'; readonly from: Exclude<State, 'settled'> }
  /** Ours by its label, and nobody's: set aside for the operator, never dropped. */
  | { readonly is: 'suspense'; readonly why: 'no such deposit' | 'settled before' }
  /** Made by others on the same node: noted, not booked. */
  | { readonly is: 'foreign' }
  /** There is a receipt for it: it was counted. */
  | { readonly is: 'known' }

/** @param state of the deposit that the label names, undefined if there is none */
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

export const labelOf = (deposit: Id): string => `${OURS}${deposit}`

export const isOurs = (label: string): boolean => label.startsWith(OURS)

/** The deposit that a label names, if it has the form of one. */
export function depositOf(label: string): Id | undefined {
  const id = isOurs(label) ? label.slice(OURS.length) : ''
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? (id as Id) : undefined
}
