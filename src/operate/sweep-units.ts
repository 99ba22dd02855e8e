// Builds the units that a sweep books. Pure; ids are passed in. Each is guarded, so that a repeat
// does nothing.
import { HOUSE, heldAccountOf, newId, type Id } from '../core/ids.ts'
import { add, ZERO, type Msat } from '../core/msat.ts'
import { rowsOnly, type Entry, type Guard, type Unit } from '../ledger/unit.ts'

/** A payment as reported by the node's rows. */
export type Lost = {
  readonly id: Id
  readonly account: Id
  readonly label: string
  readonly paymentHash: string
  readonly bolt11: string
  readonly destination: string
  readonly sentMsat: Msat
}

/**
 * The payment as it stood when it was sent, as far as the node knows: the payer brings it to its
 * end. Its bookkeeping row, over 0 msat, keeps another process from booking what is restored here.
 */
export const rebuiltPayment = (lost: Lost, nodeId: string, newId: () => Id): Unit => ({
  entries: [
    {
      id: newId(),
      debit: lost.account,
      credit: heldAccountOf(lost.account),
      amountMsat: lost.sentMsat,
      kind: 'hold',
      subject: lost.id
    }
  ],
  guards: [
    {
      table: 'payment',
      id: lost.id,
      from: null,
      set: {
        account: lost.account,
        state: 'sent',
        payee: lost.destination,
        bolt11: lost.bolt11,
        payment_hash: lost.paymentHash,
        amount_msat: lost.sentMsat,
        max_fee_msat: ZERO,
        surcharge_msat: ZERO,
        invoice_amountless: false,
        holds: false,
        invoice_expires_at: 'now',
        node_id: nodeId,
        dispatched_at: 'now',
        retry_for: 0,
        slow_mode: false,
        watermark: 0,
        comment: 'rebuilt from the node',
        leased_at: new Date(0),
        created_at: 'now'
      }
    },
    booking(lost.id, undefined, ZERO)
  ],
  claims: [{ is: 'payment_hash', hash: lost.paymentHash }]
})

export const bookToAccount = (
  lost: Lost,
  amountMsat: Msat,
  bookedMsat: Msat | undefined,
  newId: () => Id
): Unit => booked(lost, { debit: lost.account, kind: 'adjust' }, amountMsat, bookedMsat, newId())

export const bookToSuspense = (
  lost: Lost,
  amountMsat: Msat,
  bookedMsat: Msat | undefined,
  newId: () => Id
): Unit =>
  booked(lost, { debit: HOUSE.suspense, kind: 'suspense' }, amountMsat, bookedMsat, newId())

const booked = (
  lost: Lost,
  from: Pick<Entry, 'debit' | 'kind'>,
  amountMsat: Msat,
  bookedMsat: Msat | undefined,
  id: Id
): Unit => ({
  entries: [{ id, ...from, credit: HOUSE.lightning, amountMsat, subject: lost.id }],
  guards: [booking(lost.id, bookedMsat, add(bookedMsat ?? ZERO, amountMsat))],
  claims: []
})

const booking = (id: Id, before: Msat | undefined, after: Msat): Guard => ({
  table: 'sweep_booking',
  id,
  from: before === undefined ? null : String(before),
  set: { booked_msat: after }
})

/** Advances the sweep's cursor. */
export function cursorMoved(
  cursor: { readonly id: Id | undefined; readonly updatedIndex: number },
  nodeId: string,
  to: number
): Unit {
  const set = { updated_index: to }
  return rowsOnly(
    cursor.id === undefined
      ? { table: 'sweep_cursor', id: newId(), from: null, set: { node_id: nodeId, ...set } }
      : { table: 'sweep_cursor', id: cursor.id, from: String(cursor.updatedIndex), set }
  )
}
